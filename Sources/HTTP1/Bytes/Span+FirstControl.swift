// SPDX-License-Identifier: Apache-2.0

extension Span<UInt8> {
    /// The first byte at or after `start` that is a control character, HTAB included, or `count`.
    ///
    /// Eight bytes at a time: most of a head is field values without any. Both subtractions borrow
    /// from a higher byte only behind a byte that is wanted, so the lowest mark is always right.
    @inline(__always)
    func firstControl(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits = ones &* 0x80
        var index = start
        while index &+ 8 <= count {
            let word = eightBytes(at: index)
            let flipped = word ^ (ones &* 0x7f)
            let below0x20 = (word &- ones &* 0x20) & ~word
            let is0x7f = (flipped &- ones) & ~flipped
            let marks = (below0x20 | is0x7f) & highBits
            if marks != 0 { return index &+ marks.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < count, !self[index].isControl { index &+= 1 }
        return index
    }

    /// The eight bytes from `index` on, the first in the lowest place; the compiler makes one load of it.
    @inline(__always)
    private func eightBytes(at index: Int) -> UInt64 {
        let bytes = extracting(index..<index &+ 8)
        let low =
            UInt64(bytes[0]) | UInt64(bytes[1]) << 8 | UInt64(bytes[2]) << 16
            | UInt64(bytes[3]) << 24
        let high =
            UInt64(bytes[4]) << 32 | UInt64(bytes[5]) << 40 | UInt64(bytes[6]) << 48
            | UInt64(bytes[7]) << 56
        return low | high
    }
}
