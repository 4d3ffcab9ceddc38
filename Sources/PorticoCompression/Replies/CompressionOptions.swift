// SPDX-License-Identifier: Apache-2.0

/// What a ``CompressionMiddleware`` compresses, and how.
public struct CompressionOptions: Sendable {
    /// The codings to choose from; of those that a client wants equally, the first.
    ///
    /// Default: br, gzip, deflate.
    public var codings = CompressionCoding.allCases

    /// How much time is spent.
    ///
    /// Default: ``CompressionLevel/balanced``.
    public var level = CompressionLevel.balanced

    /// Bodies with fewer bytes are sent as they are; those of unknown length count as long.
    ///
    /// Default: 1024. What fits into one packet is not faster in half of one.
    public var minBytes = 1024

    /// Whether to compress a body of a type, given as `Content-Type` says it.
    ///
    /// Default: ``isCompressible(_:)``.
    public var compresses: @Sendable (_ contentType: String) -> Bool = isCompressible

    /// The defaults.
    public init() {}

    /// Whether a type is usually text, or something that becomes smaller like text: text, JSON, XML, SVG,
    /// JavaScript, WebAssembly, and fonts that are not packed.
    ///
    /// Images, sounds, videos and archives are compressed by themselves. `text/event-stream` is left out,
    /// as each event must leave at once.
    @Sendable public static func isCompressible(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" && $0 != " " }.lowercased()
        if type.hasPrefix("text/") { return type != "text/event-stream" }
        return suffixes.contains { type.hasSuffix($0) } || types.contains(type)
    }

    /// RFC 6838 §4.2.8: what a type is made of.
    private static let suffixes = ["+json", "+xml", "+yaml", "+text"]

    private static let types: Set<String> = [
        "application/json", "application/jsonl", "application/x-ndjson", "application/json-seq",
        "application/javascript", "application/x-javascript", "application/ecmascript",
        "application/xml", "application/xml-dtd", "application/wasm", "application/yaml",
        "application/toml", "application/sql", "application/graphql", "application/rtf",
        "application/x-www-form-urlencoded", "application/x-tar", "application/postscript",
        "application/vnd.apple.mpegurl", "application/vnd.ms-fontobject",
        "font/ttf", "font/otf", "font/collection", "image/bmp", "image/x-icon",
        "image/vnd.microsoft.icon",
    ]
}
