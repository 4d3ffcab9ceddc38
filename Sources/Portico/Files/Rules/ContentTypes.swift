// SPDX-License-Identifier: Apache-2.0

/// What files are, by the ends of their names.
///
/// Types are those of the IANA registry; for text the encoding is said, as browsers guess otherwise.
enum ContentTypes {
    /// For a name without an end that is known: bytes that no browser runs.
    static let unknown = "application/octet-stream"

    /// The type of a file called `name`, as `Content-Type` says it.
    static func type(ofFile name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return unknown }
        let end = name[name.index(after: dot)...]
        return byEnd[String(end)] ?? byEnd[end.lowercased()] ?? unknown
    }

    private static let byEnd: [String: String] = {
        var types: [String: String] = [:]
        for (type, ends) in table {
            for end in ends.split(separator: " ") {
                // JSON is UTF-8 by itself, RFC 8259 §8.1, and XML says what it is.
                types[String(end)] = type.hasPrefix("text/") ? "\(type); charset=utf-8" : type
            }
        }
        return types
    }()

    /// Each type with the ends of names that mean it.
    private static let table: [(String, String)] = [
        ("text/html", "html htm"),
        ("text/css", "css"),
        // RFC 9239 §6; modules are refused with any other type.
        ("text/javascript", "js mjs cjs"),
        ("text/plain", "txt text log conf ini cfg diff patch swift c h cpp hpp rs go py rb sh"),
        ("text/markdown", "md markdown"),
        ("text/csv", "csv"),
        ("text/tab-separated-values", "tsv"),
        ("text/calendar", "ics"),
        ("text/vcard", "vcf"),
        ("text/vtt", "vtt"),
        ("text/xml", "xsl xslt"),
        ("application/json", "json map"),
        ("application/ld+json", "jsonld"),
        ("application/geo+json", "geojson"),
        ("application/manifest+json", "webmanifest"),
        ("application/feed+json", "jsonfeed"),
        ("application/jsonl", "jsonl ndjson"),
        ("application/xml", "xml"),
        ("application/xhtml+xml", "xhtml"),
        ("application/rss+xml", "rss"),
        ("application/atom+xml", "atom"),
        ("application/yaml", "yaml yml"),
        ("application/toml", "toml"),
        ("application/wasm", "wasm"),
        ("application/pdf", "pdf"),
        ("application/rtf", "rtf"),
        ("application/epub+zip", "epub"),
        ("application/sql", "sql"),
        ("application/zip", "zip"),
        ("application/gzip", "gz tgz"),
        ("application/zstd", "zst"),
        ("application/x-bzip2", "bz2"),
        ("application/x-xz", "xz"),
        ("application/x-tar", "tar"),
        ("application/x-7z-compressed", "7z"),
        ("application/vnd.rar", "rar"),
        ("application/java-archive", "jar"),
        ("application/vnd.debian.binary-package", "deb"),
        ("application/x-rpm", "rpm"),
        ("application/vnd.sqlite3", "sqlite sqlite3"),
        ("application/msword", "doc"),
        ("application/vnd.ms-excel", "xls"),
        ("application/vnd.ms-powerpoint", "ppt"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"
        ),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        (
            "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"
        ),
        ("application/vnd.oasis.opendocument.text", "odt"),
        ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
        ("application/vnd.oasis.opendocument.presentation", "odp"),
        ("application/vnd.apple.mpegurl", "m3u8"),
        ("application/dash+xml", "mpd"),
        ("application/vnd.android.package-archive", "apk"),
        ("application/ogg", "ogx"),
        ("image/png", "png"),
        ("image/apng", "apng"),
        ("image/jpeg", "jpg jpeg"),
        ("image/gif", "gif"),
        ("image/webp", "webp"),
        ("image/avif", "avif"),
        ("image/jxl", "jxl"),
        ("image/heic", "heic"),
        ("image/heif", "heif"),
        ("image/svg+xml", "svg"),
        ("image/bmp", "bmp"),
        ("image/tiff", "tif tiff"),
        ("image/vnd.microsoft.icon", "ico"),
        ("font/woff2", "woff2"),
        ("font/woff", "woff"),
        ("font/ttf", "ttf"),
        ("font/otf", "otf"),
        ("font/collection", "ttc"),
        ("audio/mpeg", "mp3"),
        ("audio/mp4", "m4a"),
        ("audio/aac", "aac"),
        ("audio/ogg", "ogg oga opus"),
        ("audio/flac", "flac"),
        ("audio/wav", "wav"),
        ("audio/webm", "weba"),
        ("audio/midi", "mid midi"),
        ("video/mp4", "mp4 m4v"),
        ("video/webm", "webm"),
        ("video/ogg", "ogv"),
        ("video/quicktime", "mov"),
        ("video/matroska", "mkv"),
        ("video/mp2t", "ts m2ts"),
        ("video/x-msvideo", "avi"),
        ("video/mpeg", "mpg mpeg"),
        ("model/gltf+json", "gltf"),
        ("model/gltf-binary", "glb"),
        ("model/stl", "stl"),
    ]
}
