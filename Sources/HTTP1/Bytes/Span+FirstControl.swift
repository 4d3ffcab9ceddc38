// SPDX-License-Identifier: Apache-2.0

// Most of a head is looked at eight bytes at a time. A word holds the first of its bytes in its lowest place;
// what is found is marked by the highest bit of a byte.

extension Span<UInt8> {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    /// The first byte at or after `start` that is a control character, HTAB included, or `count`.
    ///
    /// Both subtractions borrow from a higher byte only behind a byte that is wanted, so the lowest mark
    /// is always right.
    @inline(__always)
    func firstControl(from start: Int) -> Int {
        var index = start
        while index &+ 16 <= count {
            let words = extracting(index..<index &+ 16)
            let marks = Self.marksOfControls(words.word(at: 0))
            if marks != 0 { return index &+ marks.trailingZeroBitCount >> 3 }
            let later = Self.marksOfControls(words.word(at: 8))
            if later != 0 { return index &+ 8 &+ later.trailingZeroBitCount >> 3 }
            index &+= 16
        }
        while index < count, !self[index].isControl { index &+= 1 }
        return index
    }

    @inline(__always)
    private static func marksOfControls(_ word: UInt64) -> UInt64 {
        let flipped = word ^ (ones &* 0x7f)
        let below0x20 = (word &- ones &* 0x20) & ~word
        let is0x7f = (flipped &- ones) & ~flipped
        return (below0x20 | is0x7f) & highBits
    }

    /// How many of the bytes from `start` on are letters, digits or hyphens, and so may stand in a token.
    ///
    /// It looks at eight at a time, and counts none of the last ones if they are fewer.
    @inline(__always)
    func countOfPlainNameBytes(from start: Int) -> Int {
        var index = start
        while index &+ 8 <= count {
            let marks = Self.marksOfOthers(extracting(index..<index &+ 8).word(at: 0))
            if marks != 0 { return index &- start &+ marks.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        return index &- start
    }

    /// Marks what is neither a letter nor a digit nor a hyphen.
    @inline(__always)
    private static func marksOfOthers(_ word: UInt64) -> UInt64 {
        let low = word & ~highBits
        let lowercase = low | (ones &* 0x20)
        // Adding to seven bits carries into the eighth and no further.
        let letters =
            (lowercase &+ ones &* (0x80 - 0x61)) & ~(lowercase &+ ones &* (0x80 - 0x7b))
        let digits = (low &+ ones &* (0x80 - 0x30)) & ~(low &+ ones &* (0x80 - 0x3a))
        let hyphens = (low &+ ones &* (0x80 - 0x2d)) & ~(low &+ ones &* (0x80 - 0x2e))
        return (~(letters | digits | hyphens) | word) & highBits
    }

    /// The eight bytes from `index` on; the compiler makes one load of it.
    @inline(__always)
    private func word(at index: Int) -> UInt64 {
        let low =
            UInt64(self[index]) | UInt64(self[index &+ 1]) << 8 | UInt64(self[index &+ 2]) << 16
            | UInt64(self[index &+ 3]) << 24
        let high =
            UInt64(self[index &+ 4]) << 32 | UInt64(self[index &+ 5]) << 40
            | UInt64(self[index &+ 6]) << 48 | UInt64(self[index &+ 7]) << 56
        return low | high
    }
}
