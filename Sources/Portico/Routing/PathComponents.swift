// SPDX-License-Identifier: Apache-2.0

/// The parts of a request path between its slashes, percent-decoded once.
struct PathComponents {
    let parts: [String]

    /// Nil when the path does not begin with a slash, does not decode to UTF-8, or climbs: `.` and `..`
    /// are not resolved here or anywhere.
    init?(_ path: String) {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var parts: [String] = []
        for part in path.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        {
            guard let text = Self.decode(part), !Self.climbs(text) else { return nil }
            parts.append(text)
        }
        self.parts = parts
    }

    /// Whether `part` is `.` or `..`, or holds one between slashes that had been encoded.
    private static func climbs(_ part: String) -> Bool {
        guard part.utf8.contains(UInt8(ascii: ".")) else { return false }
        return part.utf8.split(separator: UInt8(ascii: "/")).contains { piece in
            piece.count <= 2 && piece.allSatisfy { $0 == UInt8(ascii: ".") }
        }
    }

    private static func decode(_ part: Substring.UTF8View) -> String? {
        guard part.contains(UInt8(ascii: "%")) else { return String(Substring(part)) }
        var bytes: [UInt8] = []
        var rest = part
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexValue, let low = rest.popFirst()?.hexValue else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
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
