// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTP1

@Suite(.timeLimit(.minutes(1))) struct ByteSearchTests {
    @Test(arguments: UInt8.min...UInt8.max)
    func findsControlCharactersAtEveryPosition(_ byte: UInt8) {
        let isControl = byte < 0x20 || byte == 0x7f
        for position in 0..<40 {
            var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 40)
            bytes[position] = byte
            #expect(bytes.span.firstControl(from: 0) == (isControl ? position : 40))
            #expect(bytes.span.firstControl(from: position + 1) == 40)
        }
    }

    @Test func findsTheFirstOfSeveral() {
        for first in 0..<24 {
            for second in first..<24 {
                var bytes = [UInt8](repeating: 0xff, count: 24)
                bytes[second] = 0x7f
                bytes[first] = 0x1f
                #expect(bytes.span.firstControl(from: 0) == first)
            }
        }
    }

    @Test(arguments: [0x20, 0x21, 0x7e, 0x80, 0x9f, 0xa0, 0xff] as [UInt8])
    func passesWhatIsNoControlBesideOne(_ neighbour: UInt8) {
        for position in 0..<16 {
            var bytes = [UInt8](repeating: neighbour, count: 16)
            bytes[position] = .carriageReturn
            #expect(bytes.span.firstControl(from: 0) == position)
        }
    }

    /// Letters, digits and hyphens are counted; all others end the count, wherever they stand.
    @Test(arguments: UInt8.min...UInt8.max)
    func countsPlainNameBytes(_ byte: UInt8) {
        let isPlain = String(decoding: [byte], as: UTF8.self).allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
        }
        for position in 0..<32 {
            var bytes = Array("Ab3-Zz09Ab3-Zz09Ab3-Zz09Ab3-Zz09".utf8)
            bytes[position] = byte
            let count = bytes.span.countOfPlainNameBytes(from: 0)
            #expect(count == (isPlain ? 32 : position))
            #expect(bytes.span.countOfPlainNameBytes(from: 25) == 0)
        }
    }
}
