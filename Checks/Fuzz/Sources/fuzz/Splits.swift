// SPDX-License-Identifier: Apache-2.0

/// A stream of choices that follows from an input and a number alone.
struct Splits {
    private var state: UInt64

    init(of input: [UInt8], number: UInt64) {
        state = 0xcbf2_9ce4_8422_2325 ^ number &* 0x9e37_79b9_7f4a_7c15
        for byte in input { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    /// One of `0..<count`.
    mutating func choose(_ count: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(count))
    }

    /// `input` in pieces: sometimes a few, sometimes many of a byte or two.
    mutating func pieces(of input: [UInt8]) -> [ArraySlice<UInt8>] {
        let isFine = choose(8) == 0
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < input.count {
            let size = isFine ? 1 + choose(2) : 1 + choose(max(input.count, 2))
            pieces.append(input[start..<min(start + size, input.count)])
            start += size
        }
        return pieces
    }
}
