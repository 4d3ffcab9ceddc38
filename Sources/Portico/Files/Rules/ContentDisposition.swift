// SPDX-License-Identifier: Apache-2.0

/// What a browser is to do with a file: show it, or keep it under a name.
///
/// [RFC 6266](https://www.rfc-editor.org/rfc/rfc6266)
public struct ContentDisposition: Sendable, Hashable, CustomStringConvertible {
    /// The value of the field.
    public let description: String

    /// Shown in the browser if it can; kept as `name` if not.
    public static func inline(name: String? = nil) -> ContentDisposition {
        ContentDisposition("inline", name)
    }

    /// Kept as `name`; without one, as the last part of the URL.
    public static func attachment(name: String? = nil) -> ContentDisposition {
        ContentDisposition("attachment", name)
    }

    private init(_ type: String, _ name: String?) {
        let name = name.map(Self.fileName) ?? ""
        var text = type
        if !name.isEmpty {
            let plain = String(String.UnicodeScalarView(name.unicodeScalars.map(Self.plain)))
            text += "; filename=\"\(plain)\""
            // The plain name is for clients that cannot read this one, RFC 6266 §4.3.
            if plain != name { text += "; filename*=UTF-8''\(Self.encoded(name))" }
        }
        description = text
    }

    /// The last part of a path, without control characters.
    private static func fileName(_ text: String) -> String {
        let last = text.split(omittingEmptySubsequences: true) { $0 == "/" || $0 == "\\" }.last
        return String(
            String.UnicodeScalarView(
                (last ?? "").unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }

    /// Itself where every client reads it alike; an underscore otherwise.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        // A percent sign, because some clients decode it, RFC 6266 appendix D.
        let isOdd = !scalar.isASCII || scalar == "\"" || scalar == "%"
        return isOdd ? "_" : scalar
    }

    /// RFC 8187 §3.2.1: what is no attr-char becomes an escape.
    private static func encoded(_ name: String) -> String {
        PercentEncoding.encode(name, keeping: "!#$&+-.^_`|~")
    }
}
