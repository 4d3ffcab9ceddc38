// SPDX-License-Identifier: Apache-2.0

/// Which files have a cache policy of their own.
public struct CacheRule: Sendable, Hashable {
    private enum Match: Sendable, Hashable {
        case ends([String])
        case folder(String)
    }

    private let match: Match
    let policy: CachePolicy

    private init(_ match: Match, _ policy: CachePolicy) {
        self.match = match
        self.policy = policy
    }

    /// For files whose names end with one of `ends`: `[".js", ".css"]`.
    public static func names(ending ends: [String], _ policy: CachePolicy) -> CacheRule {
        CacheRule(.ends(ends), policy)
    }

    /// For all that lies below `folder`, a path below the root without slashes at its ends: `assets`.
    public static func below(_ folder: String, _ policy: CachePolicy) -> CacheRule {
        CacheRule(.folder(folder), policy)
    }

    /// Whether the rule is for the file at `path`, below the root.
    func matches(_ path: String) -> Bool {
        switch match {
        case .ends(let ends): ends.contains { path.hasSuffix($0) }
        case .folder(let folder): path.hasPrefix(folder + "/")
        }
    }
}
