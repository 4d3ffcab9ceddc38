// SPDX-License-Identifier: Apache-2.0

/// The rules for a host and its port, RFC 3986 §3.2.2 and §3.2.3.
package enum Host {
    /// Whether `range` is `uri-host [ ":" port ]`.
    ///
    /// The grammar lets the name be empty, and the port too. A comma is not taken, although the grammar
    /// has it: it would hide a list of two hosts.
    package static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard let end = endOfHost(bytes, range) else { return false }
        if end == range.upperBound { return true }
        guard bytes[end] == .colon else { return false }
        var port = 0
        for index in end + 1..<range.upperBound {
            let digit = bytes[index] &- .zero
            guard digit < 10 else { return false }
            port = port * 10 + Int(digit)
            guard port <= UInt16.max else { return false }
        }
        return true
    }

    /// Where the host ends; nil when it is none.
    private static func endOfHost(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard let first = range.first else { return range.lowerBound }
        return bytes[first] == .leftBracket
            ? endOfLiteral(bytes, range) : endOfName(bytes, range)
    }

    /// A registered name or an IPv4 address.
    private static func endOfName(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound, bytes[index] != .colon {
            let byte = bytes[index]
            if byte == .percent {
                guard bytes.isEscape(at: index, before: range.upperBound) else { return nil }
                index += 2
            } else if !ByteClass.name.contains(byte) {
                return nil
            }
            index += 1
        }
        return index
    }

    /// An IPv6 address, or an address of a later version, in brackets.
    private static func endOfLiteral(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var end = range.lowerBound + 1
        while end < range.upperBound, bytes[end] != .rightBracket { end += 1 }
        guard end < range.upperBound else { return nil }
        let address = range.lowerBound + 1..<end
        guard let first = address.first else { return nil }
        let isLater = bytes[first].lowercased == UInt8(ascii: "v")
        let isValid = isLater ? isFutureAddress(bytes, address) : isIPv6(bytes, address)
        return isValid ? end + 1 : nil
    }

    /// An address of a later version of IP.
    ///
    /// `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`
    private static func isFutureAddress(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound + 1
        while index < range.upperBound, bytes[index].isHexDigit { index += 1 }
        guard index > range.lowerBound + 1, index + 1 < range.upperBound, bytes[index] == .period
        else { return false }
        return (index + 1..<range.upperBound).allSatisfy {
            bytes[$0] == .colon || ByteClass.name.contains(bytes[$0])
        }
    }

    /// Eight groups of up to four digits, of which `::` may stand for one or more, and an IPv4 address
    /// for the last two.
    private static func isIPv6(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var groups = 0
        var isShortened = false
        var index = range.lowerBound
        if range.count >= 2, bytes[index] == .colon {
            guard bytes[index + 1] == .colon else { return false }
            isShortened = true
            index += 2
        }
        while index < range.upperBound {
            var end = index
            while end < range.upperBound, bytes[end].isHexDigit { end += 1 }
            if end < range.upperBound, bytes[end] == .period {
                guard isIPv4(bytes, index..<range.upperBound) else { return false }
                groups += 2
                index = range.upperBound
                break
            }
            guard (1...4).contains(end - index) else { return false }
            groups += 1
            index = end
            guard index < range.upperBound else { break }
            guard bytes[index] == .colon, index + 1 < range.upperBound else { return false }
            index += 1
            if bytes[index] == .colon {
                guard !isShortened else { return false }
                isShortened = true
                index += 1
            }
        }
        return isShortened ? groups < 8 : groups == 8
    }

    /// Four numbers up to 255.
    private static func isIPv4(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var (numbers, digits, value) = (1, 0, 0)
        for index in range {
            if bytes[index] == .period {
                guard digits > 0 else { return false }
                (numbers, digits, value) = (numbers + 1, 0, 0)
            } else {
                let digit = bytes[index] &- .zero
                guard digit < 10, digits == 0 || value > 0 else { return false }
                value = value * 10 + Int(digit)
                digits += 1
                guard value <= 255 else { return false }
            }
        }
        return numbers == 4 && digits > 0
    }
}
