// SPDX-License-Identifier: Apache-2.0

/// The parts of a request target, RFC 9112 §3.2.
struct TargetParts {
    /// The host and port of an absolute target; nil for all other forms.
    let authority: String?
    let path: String
    let query: String?

    init(_ target: String) {
        var rest = Substring(target)
        if let colon = Self.schemeEnd(target) {
            let behind = rest[colon...].dropFirst(3)
            let end = behind.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
            authority = String(behind[..<(end ?? behind.endIndex)])
            rest = end.map { behind[$0...] } ?? ""
        } else {
            authority = nil
        }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = String(rest[rest.utf8.index(after: mark)...])
            rest = rest[..<mark]
        } else {
            query = nil
        }
        path = rest.isEmpty ? "/" : String(rest)
    }

    /// Where `://` begins in an absolute target; a target that begins with a slash is a path.
    private static func schemeEnd(_ target: String) -> String.Index? {
        guard let first = target.utf8.first, first != UInt8(ascii: "/") else { return nil }
        return target.utf8.firstIndex(of: UInt8(ascii: ":"))
    }
}
