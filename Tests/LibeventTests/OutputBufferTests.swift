// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Libevent

struct OutputBufferTests {
    private func text(_ buffer: OutputBuffer) -> String {
        unsafe String(decoding: buffer.bytes, as: UTF8.self)
    }

    @Test func keepsWhatIsAppendedInOrder() {
        let buffer = OutputBuffer()
        buffer.append("a")
        buffer.append(String("é"))
        buffer.append([0x62, 0x63])
        buffer.append(0)
        buffer.append(1_234_567_890)
        #expect(text(buffer) == "aébc01234567890")
        #expect(buffer.count == text(buffer).utf8.count)
    }

    @Test(arguments: [1, 9, 10, 99, 100, 101, Int.max])
    func writesNumbersInDecimal(_ number: Int) {
        let buffer = OutputBuffer(capacity: 1)
        buffer.append(number)
        #expect(text(buffer) == "\(number)")
    }

    @Test func growsBeyondItsCapacity() {
        let buffer = OutputBuffer(capacity: 3)
        for _ in 0..<100 { buffer.append("0123456789") }
        #expect(text(buffer) == String(repeating: "0123456789", count: 100))
    }

    @Test func isEmptyAfterClear() {
        let buffer = OutputBuffer()
        buffer.append("left over")
        buffer.clear()
        buffer.append("new")
        #expect(text(buffer) == "new")
    }
}
