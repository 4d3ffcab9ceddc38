// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Portico

struct ByteRangesTests {
    @Test(arguments: [
        // The examples of RFC 9110 §14.1.2, for 10,000 bytes.
        ("bytes=0-499", [0..<500]), ("bytes=500-999", [500..<1000]),
        ("bytes=-500", [9500..<10_000]), ("bytes=9500-", [9500..<10_000]),
        ("bytes=0-0,-1", [0..<1, 9999..<10_000]),
        ("bytes= 0-0, 4500-5499, -1000", [0..<1, 4500..<5500, 9000..<10_000]),
        ("bytes=500-600,601-999", [500..<1000]), ("bytes=500-700,601-999", [500..<1000]),
        // §14.1.2: what goes beyond the end is cut.
        ("bytes=0-", [0..<10_000]), ("bytes=9999-20000", [9999..<10_000]),
        ("bytes=-20000", [0..<10_000]), ("bytes=0-99999999999999999999", [0..<10_000]),
        ("bytes=-99999999999999999999", [0..<10_000]),
        // §14.1.2: what cannot be had is left out.
        ("bytes=0-0,10000-", [0..<1]), ("bytes=-0,5-5", [5..<6]),
        // §14.1: the unit in any case; §5.6.1.2: empty members.
        ("BYTES=1-1", [1..<2]), ("bytes=,,1-1 ,", [1..<2]),
        // §15.3.7.2: in the order of the request, joined where they overlap or are near.
        ("bytes=5000-5999,0-999", [5000..<6000, 0..<1000]),
        ("bytes=0-9,5000-5009,5-14", [0..<15, 5000..<5010]),
        ("bytes=0-9,138-199", [0..<200]), ("bytes=0-9,139-199", [0..<10, 139..<200]),
        ("bytes=0-9,400-409,5-405", [0..<410]), ("bytes=-1,0-", [0..<10_000]),
    ])
    func areReadAsRFC9110Section14Says(_ text: String, _ parts: [Range<Int>]) {
        #expect(ByteRanges(text, length: 10_000) == .parts(parts))
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes= ", "bytes=,", "bytes=a-b", "bytes=1", "bytes=-",
        "bytes=5-4", "bytes=0-1-2", "bytes=--1", "bytes=+1-2", "bytes=1 -2", "bytes=0x1-2",
        "bytes=0-0,x", "bytes=0-0;1-1", "items=0-1", "=0-1", "bytes 0-1", "bytes=٣-٤",
        "bytes=0-0, 5-4",
    ])
    func areIgnoredWhereMalformed_RFC9110Section14_2(_ text: String) {
        #expect(ByteRanges(text, length: 10_000) == .whole)
    }

    @Test(arguments: [
        "bytes=10000-", "bytes=10000-10001,20000-", "bytes=-0", "bytes=99999999999999999999-",
    ])
    func cannotBeHadBeyondTheEnd_RFC9110Section15_5_17(_ text: String) {
        #expect(ByteRanges(text, length: 10_000) == .notSatisfiable)
    }

    @Test func ofNothingAreNothing() {
        #expect(ByteRanges("bytes=0-", length: 0) == .notSatisfiable)
        #expect(ByteRanges("bytes=0-0", length: 0) == .notSatisfiable)
        // RFC 9110 §14.1.2 calls this one satisfiable, and no Content-Range can say so.
        #expect(ByteRanges("bytes=-1", length: 0) == .whole)
    }

    @Test func tooManyAreIgnored_RFC9110Section14_2() {
        let many = (0..<ByteRanges.maxRanges).map { "\($0 * 1000)-\($0 * 1000)" }
        let text = "bytes=" + many.joined(separator: ",")
        guard case .parts(let parts) = ByteRanges(text, length: 1 << 20) else {
            Issue.record("\(ByteRanges.maxRanges) ranges are ignored")
            return
        }
        #expect(parts.count == ByteRanges.maxRanges)
        #expect(ByteRanges(text + ",900000-", length: 1 << 20) == .whole)
    }

    /// What makes a server send more than the file has.
    @Test func neverAddUpToMoreThanTheFile() {
        let same = "bytes=" + Array(repeating: "0-", count: 32).joined(separator: ",")
        #expect(ByteRanges(same, length: 10_000) == .parts([0..<10_000]))
        var numbers = SystemRandomNumberGenerator()
        for _ in 1...2000 {
            let specs = (1...Int.random(in: 1...32, using: &numbers)).map { _ in
                let first = Int.random(in: 0..<20_000, using: &numbers)
                return "\(first)-\(first + Int.random(in: 0..<5000, using: &numbers))"
            }
            let text = "bytes=" + specs.joined(separator: ",")
            guard case .parts(let parts) = ByteRanges(text, length: 20_000) else {
                Issue.record("\(text) is ignored")
                continue
            }
            let sorted = parts.sorted { $0.lowerBound < $1.lowerBound }
            for (one, next) in zip(sorted, sorted.dropFirst()) {
                #expect(one.upperBound + ByteRanges.maxGap < next.lowerBound, "\(text)")
            }
            #expect(sorted.allSatisfy { !$0.isEmpty && $0.upperBound <= 20_000 })
        }
    }
}
