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
        let bytes = unsafe self.bytes
        var index = start
        while index &+ 8 <= count {
            let word = UInt64(
                littleEndian: unsafe bytes.unsafeLoadUnaligned(
                    fromByteOffset: index, as: UInt64.self))
            let flipped = word ^ (ones &* 0x7f)
            let below0x20 = (word &- ones &* 0x20) & ~word
            let is0x7f = (flipped &- ones) & ~flipped
            let marks = (below0x20 | is0x7f) & highBits
            if marks != 0 { return index &+ marks.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < count, self[index] >= 0x20, self[index] != 0x7f { index &+= 1 }
        return index
    }
}
