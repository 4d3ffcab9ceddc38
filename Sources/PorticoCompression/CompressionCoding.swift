// SPDX-License-Identifier: Apache-2.0

/// A content coding, [RFC 9110 §8.4.1](https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1).
public enum CompressionCoding: String, Sendable, CaseIterable {
    /// [RFC 7932](https://www.rfc-editor.org/rfc/rfc7932), the smallest.
    case brotli = "br"
    /// [RFC 1952](https://www.rfc-editor.org/rfc/rfc1952), which every client knows.
    case gzip
    /// Deflated bytes in the format of zlib, [RFC 1950](https://www.rfc-editor.org/rfc/rfc1950).
    case deflate
}

extension CompressionCoding {
    /// The one that a field names, RFC 9110 §8.4.1.3; nil when it is another one, or several.
    init?(fieldValue: String) {
        let name = fieldValue.lowercased()
        self.init(rawValue: name == "x-gzip" ? "gzip" : name)
    }

    /// What compresses into it; `expectedBytes` is nil for any number.
    func makeEncoder(
        _ level: CompressionLevel, expectedBytes: Int?
    ) throws(CodecError) -> any Encoder {
        switch self {
        case .brotli: try BrotliEncoder(quality: level.brotli, expectedBytes: expectedBytes)
        case .gzip: try DeflateEncoder(.gzip, level: level.zlib, expectedBytes: expectedBytes)
        case .deflate: try DeflateEncoder(.zlib, level: level.zlib, expectedBytes: expectedBytes)
        }
    }

    /// What expands it.
    func makeDecoder() throws(CodecError) -> any Decoder {
        switch self {
        case .brotli: try BrotliDecoder()
        case .gzip: try InflateDecoder(.gzip)
        case .deflate: try InflateDecoder(.zlib)
        }
    }
}
