// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// The body of a response, with the content type that it has unless the headers give another.
public struct ResponseBody: Sendable {
    enum Content: Sendable {
        case text(String)
        case bytes([UInt8])
    }

    let content: Content
    /// What `Content-Type` says when the headers do not; nil for an empty body.
    public let contentType: String?

    /// Takes a content type of Portico's.
    private init(_ content: Content, known contentType: String?) {
        self.content = content
        self.contentType = contentType
    }

    /// Takes a content type of the caller's.
    private init(_ content: Content, contentType type: String) {
        self.content = content
        // Line ends become blanks, as in any `HTTPField`, or the type could split the reply.
        contentType =
            HTTPField.isValidValue(type) ? type : HTTPField(name: .contentType, value: type).value
    }

    /// No body.
    public static let empty = ResponseBody(.bytes([]), known: nil)

    /// Text, sent as UTF-8 and `text/plain; charset=utf-8`.
    public init(_ text: String) {
        self.init(.text(text), known: "text/plain; charset=utf-8")
    }

    /// Text of a type of your own, sent as UTF-8.
    public init(_ text: String, contentType: String) {
        self.init(.text(text), contentType: contentType)
    }

    /// Bytes, sent as they are and as `application/octet-stream`.
    public init(_ bytes: [UInt8]) {
        self.init(.bytes(bytes), known: "application/octet-stream")
    }

    /// Bytes of a type of your own, sent as they are.
    public init(_ bytes: [UInt8], contentType: String) {
        self.init(.bytes(bytes), contentType: contentType)
    }

    /// A page, sent as `text/html; charset=utf-8`.
    ///
    /// Escape text that comes from clients.
    public static func html(_ page: String) -> ResponseBody {
        ResponseBody(.text(page), known: "text/html; charset=utf-8")
    }

    /// The length in bytes.
    public var count: Int {
        switch content {
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        }
    }
}

extension ResponseBody: ExpressibleByStringLiteral {
    /// Text, sent as UTF-8.
    public init(stringLiteral text: String) {
        self.init(text)
    }
}
