// SPDX-License-Identifier: Apache-2.0

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
    func matches(_ range: Range<Int>, lowercased text: String) -> Bool {
        guard range.count == text.utf8.count else { return false }
        var index = range.lowerBound
        for byte in text.utf8 {
            guard self[index].lowercased == byte else { return false }
            index += 1
        }
        return true
    }

    /// Whether two hexadecimal digits follow the percent sign at `index`.
    func isEscape(at index: Int, before end: Int) -> Bool {
        index + 2 < end && self[index + 1].isHexDigit && self[index + 2].isHexDigit
    }
}
