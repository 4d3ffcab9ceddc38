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

    private init(_ content: Content, contentType: String?) {
        self.content = content
        // Line ends become blanks, as in any `HTTPField`, or the type could split the reply.
        self.contentType = contentType.map { type in
            HTTPField.isValidValue(type) ? type : HTTPField(name: .contentType, value: type).value
        }
    }

    /// No body.
    public static let empty = ResponseBody(.bytes([]), contentType: nil)

    /// Text, sent as UTF-8.
    public init(_ text: String, contentType: String = "text/plain; charset=utf-8") {
        self.init(.text(text), contentType: contentType)
    }

    /// Bytes, sent as they are.
    public init(_ bytes: [UInt8], contentType: String = "application/octet-stream") {
        self.init(.bytes(bytes), contentType: contentType)
    }

    /// A page, sent as `text/html; charset=utf-8`.
    ///
    /// Escape what comes from outside.
    public static func html(_ page: String) -> ResponseBody {
        ResponseBody(page, contentType: "text/html; charset=utf-8")
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
