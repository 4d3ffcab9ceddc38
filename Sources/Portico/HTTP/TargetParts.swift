// SPDX-License-Identifier: Apache-2.0

/// The path and the query of a request target, RFC 9112 §3.2.
struct TargetParts {
    let path: String
    let query: String?

    init(_ target: String) {
        var rest = Substring(target)
        // An absolute target: the path begins at the first slash behind the authority.
        if let first = rest.utf8.first, first != UInt8(ascii: "/"),
            let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":"))
        {
            let authority = rest[colon...].dropFirst(3)
            let end = authority.utf8.firstIndex {
                $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?")
            }
            rest = end.map { authority[$0...] } ?? ""
        }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = String(rest[rest.utf8.index(after: mark)...])
            rest = rest[..<mark]
        } else {
            query = nil
        }
        path = rest.isEmpty ? "/" : String(rest)
    }
}
