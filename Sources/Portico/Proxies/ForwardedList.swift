// SPDX-License-Identifier: Apache-2.0

/// The value of `Forwarded`, RFC 7239 §4, read from its right.
///
/// From there, because what stands left may be a client's: a quote that is never closed would hide what the proxy
/// has added behind it.
struct ForwardedList {
    /// What one proxy has said.
    struct Element: Equatable {
        /// The value of `for`.
        var client: String?
        var proto: String?
        var host: String?
    }

    private var rest: ArraySlice<UInt8>
    private var isAtEnd: Bool

    init(_ text: String) {
        rest = Array(text.utf8)[...]
        isAtEnd = rest.isEmpty
    }

    /// Takes the last element; nil at the beginning, or where something is no element.
    mutating func removeLast() -> Element? {
        guard !isAtEnd else { return nil }
        var element = Element()
        while true {
            guard let (pair, separator) = removeLastPair(), element.add(pair) else {
                isAtEnd = true
                return nil
            }
            if separator == UInt8(ascii: ";") { continue }
            isAtEnd = separator == nil
            return element
        }
    }

    /// Takes what stands behind the last separator that is in no quotes.
    private mutating func removeLastPair() -> (pair: ArraySlice<UInt8>, separator: UInt8?)? {
        var isQuoted = false
        var index = rest.endIndex
        while index > rest.startIndex {
            let byte = rest[index - 1]
            // No address and no host needs one, and from this side it is not known what it escapes.
            if byte == UInt8(ascii: "\\") { return nil }
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") {
                defer { rest = rest[..<(index - 1)] }
                return (rest[index...], byte)
            }
            index -= 1
        }
        guard !isQuoted else { return nil }
        defer { rest = [] }
        return (rest, nil)
    }
}

extension ForwardedList.Element {
    /// Adds `name=value`; false when it is none, or there are two of a name.
    fileprivate mutating func add(_ pair: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: pair, as: UTF8.self)
        guard let equals = text.firstIndex(of: "=") else { return false }
        let name = text[..<equals].drop { $0 == " " || $0 == "\t" }.lowercased()
        var value = text[text.index(after: equals)...]
        while let last = value.last, last == " " || last == "\t" { value.removeLast() }
        if value.hasPrefix("\"") {
            guard value.count >= 2, value.hasSuffix("\"") else { return false }
            value = value.dropFirst().dropLast()
        }
        guard !name.isEmpty, !value.contains("\""), !name.contains(" ") else { return false }
        switch name {
        case "for": return Self.set(&client, value)
        case "proto": return Self.set(&proto, value)
        case "host": return Self.set(&host, value)
        default: return true
        }
    }

    private static func set(_ part: inout String?, _ value: Substring) -> Bool {
        guard part == nil, !value.isEmpty else { return false }
        part = String(value)
        return true
    }
}
