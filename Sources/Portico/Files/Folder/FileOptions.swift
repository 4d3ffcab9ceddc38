// SPDX-License-Identifier: Apache-2.0

/// How the files of a folder are served.
///
/// Change what you need; the rest has its default.
public struct FileOptions: Sendable {
    /// The file that stands for its folder, or nil.
    ///
    /// Default: `index.html`.
    public var index: String? = "index.html"

    /// Whether a folder without an index is answered with a page that lists what lies in it.
    ///
    /// Default: false, which means 404.
    public var listsFolders = false

    /// Whether files and folders whose names begin with a dot are served.
    ///
    /// Default: false. `.well-known` at the root is served all the same,
    /// [RFC 8615](https://www.rfc-editor.org/rfc/rfc8615).
    public var showsHiddenFiles = false

    /// Whether symbolic links are followed, as long as they stay below the root.
    ///
    /// Default: true. Links that leave the root are never followed, nor are absolute ones. Where the kernel is
    /// older than Linux 5.6, or a sandbox forbids openat2, no link is.
    public var followsLinks = true

    /// Whether `a.js.br` or `a.js.gz` is sent for `a.js` to clients that accept it.
    ///
    /// Default: false. Such a file must be no older than its original, which must be there as well.
    public var servesPrecompressed = false

    /// The file, below the root, that is sent where no file is and the name has no dot: the page of an
    /// application that routes by itself.
    ///
    /// Default: nil, which means 404.
    public var fallback: String?

    /// What `Cache-Control` says where no rule matches.
    ///
    /// Default: ``CachePolicy/revalidate``.
    public var cache = CachePolicy.revalidate

    /// Exceptions from ``cache``; the first that matches counts.
    ///
    /// Default: none.
    public var cacheRules: [CacheRule] = []

    /// Makes options; everything has its default.
    public init() {}

    /// The policy for the file at `path` below the root.
    func cachePolicy(for path: String) -> CachePolicy {
        cacheRules.first { $0.matches(path) }?.policy ?? cache
    }
}
