// SPDX-License-Identifier: Apache-2.0

extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let colon = UInt8(ascii: ":")

    /// ASCII letters in lower case, everything else as it is.
    @inline(__always)
    var lowercased: UInt8 { self &- 65 < 26 ? self | 0x20 : self }

    /// Whether the byte may stand in a token, RFC 9110 §5.6.2.
    @inline(__always)
    var isTokenCharacter: Bool { ByteClass.token.contains(self) }

    /// Whether the byte is a hexadecimal digit.
    var isHexDigit: Bool { self &- 48 < 10 || (self | 0x20) &- 97 < 6 }

    /// Whether the byte is SP or HTAB.
    @inline(__always)
    var isBlank: Bool { self == .space || self == .tab }
}

extension [UInt8] {
    /// `range` without the blanks at its ends: a field value without its optional white space.
    func trimmingBlanks(_ range: Range<Int>) -> Range<Int> {
        span.trimmingBlanks(range)
    }
}

extension Span<UInt8> {
    /// `range` without the blanks at its ends: a field value without its optional white space.
    @inline(__always)
    func trimmingBlanks(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self[lower].isBlank { lower += 1 }
        while lower < upper, self[upper - 1].isBlank { upper -= 1 }
        return lower..<upper
    }

    /// Whether `range` reads `text`, which is in lower case, in whatever case it was sent.
    func matches(_ range: Range<Int>, lowercased text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { text in
            for offset in 0..<text.count {
                guard unsafe self[range.lowerBound + offset].lowercased == text[offset] else {
                    return false
                }
            }
            return true
        }
    }

    /// Whether `range` reads `text`, byte by byte.
    func matches(_ range: Range<Int>, exactly text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { text in
            for offset in 0..<text.count {
                guard unsafe self[range.lowerBound + offset] == text[offset] else { return false }
            }
            return true
        }
    }
}

extension [UInt8] {
    /// Appends the bytes of `span` in `range`.
    @inline(__always)
    mutating func append(_ span: Span<UInt8>, _ range: Range<Int>) {
        unsafe span.extracting(range).withUnsafeBufferPointer { bytes in
            unsafe append(contentsOf: bytes)
        }
    }
}
