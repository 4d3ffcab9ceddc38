// SPDX-License-Identifier: Apache-2.0

/// The parts of a request path between its slashes, percent-decoded once.
struct PathComponents {
    let parts: [String]

    /// Nil when the path does not begin with a slash, does not decode to UTF-8, holds a NUL, or climbs:
    /// `.` and `..` are not resolved here or anywhere.
    init?(_ path: String) {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var parts: [String] = []
        for part in path.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        {
            guard let text = Self.decode(part), RelativePath.isPlain(text) else { return nil }
            parts.append(text)
        }
        self.parts = parts
    }

    /// Takes escapes out, once; a `%` without two hexadecimal digits is itself.
    ///
    /// [URL Standard, percent-decode](https://url.spec.whatwg.org/#percent-decode)
    private static func decode(_ part: Substring.UTF8View) -> String? {
        guard part.contains(UInt8(ascii: "%")) else { return String(Substring(part)) }
        var bytes: [UInt8] = []
        var rest = part
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let value = escapedByte(rest) else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The byte that two hexadecimal digits at the front of `text` stand for.
    private static func escapedByte(_ text: Substring.UTF8View) -> UInt8? {
        guard let high = text.first?.hexValue, let low = text.dropFirst().first?.hexValue else {
            return nil
        }
        return high << 4 | low
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit, or nil.
    fileprivate var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
