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

    /// Those of the path with a slash more or less at its end; nil for `/` alone.
    var withOtherEnd: PathComponents? {
        guard parts.count > 1 || parts.first?.isEmpty == false else { return nil }
        return PathComponents(
            parts: parts.last == "" ? Array(parts.dropLast()) : parts + [""])
    }

    private init(parts: [String]) {
        self.parts = parts
    }

    private static func decode(_ part: Substring.UTF8View) -> String? {
        guard part.contains(UInt8(ascii: "%")) else { return String(Substring(part)) }
        return String(validating: PercentEncoding.decode(part, plusIsBlank: false), as: UTF8.self)
    }
}
