// SPDX-License-Identifier: Apache-2.0

/// A path of a client's that may be looked for below a root: decoded once, and checked.
struct ServedPath: Equatable {
    /// The names on the way; none for the root itself.
    let parts: [String]
    /// Whether it asks for a folder.
    let endsWithSlash: Bool
    /// As the system takes it, without a slash at its end.
    let text: String

    /// Takes the path of a target, still percent-encoded; nil for what names nothing that is served.
    init?(encoded path: String, showsHidden: Bool) {
        guard let components = PathComponents(path) else { return nil }
        self.init(components.parts, showsHidden)
    }

    /// Takes a path below the root that has been decoded, as ``RouteParameters`` have it.
    init?(decoded path: String, showsHidden: Bool) {
        self.init(
            path.split(separator: "/", omittingEmptySubsequences: false).map(String.init),
            showsHidden)
    }

    private init?(_ components: [String], _ showsHidden: Bool) {
        guard let last = components.last else { return nil }
        endsWithSlash = last.isEmpty
        parts = endsWithSlash ? components.dropLast() : components
        text = parts.count == 1 ? parts[0] : parts.joined(separator: "/")
        guard parts.allSatisfy(Self.isName) else { return nil }
        guard !showsHidden else { return }
        let isWellKnown = parts.first == ".well-known"
        guard !parts.dropFirst(isWellKnown ? 1 : 0).contains(where: { $0.hasPrefix(".") }) else {
            return nil
        }
    }

    /// Whether a part is the name of one thing in a folder, for every reader; see ``RelativePath``.
    private static func isName(_ part: String) -> Bool {
        guard !part.isEmpty, part != ".", part != ".." else { return false }
        return part.utf8.allSatisfy {
            $0 != 0 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\")
        }
    }

    /// The same with a slash, from where the client is: a relative reference, RFC 3986 §4.2.
    ///
    /// It begins with a dot, as a colon in the name would make a scheme of it.
    var redirect: String { "./\(PercentEncoding.encode(pathPart: parts.last ?? ""))/" }
}
