// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// The body of a response, with the content type that it has unless the headers give another.
public struct ResponseBody: Sendable {
    enum Content: Sendable {
        case text(String)
        case bytes([UInt8])
        case writer(StreamedBody)
    }

    let content: Content
    /// What `Content-Type` says when the headers do not; nil for nothing, as with an empty body.
    public let contentType: String?

    /// Takes a content type of Portico's, or none.
    init(_ content: Content, known contentType: String?) {
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

    /// A body that `write` makes while it is sent; it may block, and holds its thread while the client is
    /// slow.
    ///
    /// With `length`, in bytes, exactly so many must be written: the reply ends in an error otherwise. The
    /// closure is not run for HEAD, 204, 205 and 304. It runs on the thread of the handler; where
    /// that is the loop, on one of up to 64 threads that the server has for such writers.
    ///
    /// - Precondition: `length` is not negative.
    public init(
        contentType: String = "application/octet-stream", length: Int? = nil,
        _ write: @escaping @Sendable (BodyWriter) throws -> Void
    ) {
        self.init(StreamedBody(.plain(write), length: length), contentType: contentType)
    }

    /// A body that `write` makes while it is sent; it suspends while the client is slow, and holds no thread
    /// then.
    ///
    /// With `length`, in bytes, exactly so many must be written: the reply ends in an error otherwise. The
    /// closure is not run for HEAD, 204, 205 and 304. It runs in the task of an async handler, or in
    /// one like it, which is cancelled when the client leaves.
    ///
    /// - Precondition: `length` is not negative.
    public init(
        contentType: String = "application/octet-stream", length: Int? = nil,
        _ write: @escaping @Sendable (BodyWriter) async throws -> Void
    ) {
        self.init(StreamedBody(.async(write), length: length), contentType: contentType)
    }

    init(_ body: StreamedBody, contentType: String) {
        self.init(.writer(body), contentType: contentType)
    }

    /// What `body` is when nothing has been written.
    init(nothingOf body: ResponseBody) {
        self.init(.bytes([]), known: body.contentType)
    }

    /// The length in bytes; nil when it is not known before the body has been written.
    public var count: Int? {
        switch content {
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .writer(let body): body.length
        }
    }
}

extension ResponseBody: ExpressibleByStringLiteral {
    /// Text, sent as UTF-8.
    public init(stringLiteral text: String) {
        self.init(text)
    }
}
