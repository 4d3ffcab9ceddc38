// SPDX-License-Identifier: Apache-2.0

/// Reads entity tags from the front of a text.
struct EntityTagReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard isAt(character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func skipBlanks() {
        rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }

    /// `W/` or nothing, and then anything but blanks and control characters between quotes.
    mutating func tag() -> EntityTag? {
        var isWeak = false
        if take("W") {
            guard take("/") else { return nil }
            isWeak = true
        }
        let start = rest
        guard take("\"") else { return nil }
        let content = rest.prefix { $0 != UInt8(ascii: "\"") }
        guard content.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else { return nil }
        rest = rest.dropFirst(content.count)
        guard take("\"") else { return nil }
        return EntityTag(
            quoted: String(Substring(start.prefix(content.count + 2))), isWeak: isWeak)
    }
}
