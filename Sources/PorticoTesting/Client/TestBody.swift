// SPDX-License-Identifier: Apache-2.0
import Portico

/// The body of a test's request.
public struct TestBody: Sendable, ExpressibleByStringLiteral {
    let content: DirectRequest.Body
    /// What `Content-Type` says when the headers do not.
    let contentType: String?

    /// No body.
    public static let none = TestBody(content: .whole(nil), contentType: nil)

    /// Bytes, with their length in front.
    public static func bytes(_ bytes: [UInt8]) -> TestBody {
        TestBody(content: .whole(bytes), contentType: "application/octet-stream")
    }

    /// Text, as UTF-8.
    public static func text(_ text: String) -> TestBody {
        TestBody(content: .whole(Array(text.utf8)), contentType: "text/plain; charset=utf-8")
    }

    /// `value` as JSON, with dates as ISO 8601.
    public static func json(_ value: some Encodable) throws -> TestBody {
        let body = try Response(json: value).body
        return TestBody(content: .whole(body.bytes ?? []), contentType: body.contentType)
    }

    /// Pieces of a body whose length is not known before, with the transfer coding `chunked`.
    public static func chunks(_ pieces: [[UInt8]]) -> TestBody {
        TestBody(
            content: .chunked(pieces.filter { !$0.isEmpty }),
            contentType: "application/octet-stream")
    }

    init(content: DirectRequest.Body, contentType: String?) {
        self.content = content
        self.contentType = contentType
    }

    /// Text, as UTF-8.
    public init(stringLiteral text: String) { self = .text(text) }
}
