// SPDX-License-Identifier: Apache-2.0

/// A type whose values a handler returns as they are, and the client gets as JSON.
///
/// ```swift
/// struct Note: ResponseEncodable { var id: Int, text: String }
/// router.get("/notes/first") { _, _ in Note(id: 1, text: "buy milk") }
/// ```
public protocol ResponseEncodable: Encodable, ResponseGenerator {}

extension ResponseEncodable {
    /// 200 with the value as JSON, like ``Response/init(json:status:headers:)``.
    public func response(from request: Request, context: Context) throws -> Response {
        try Response(json: self)
    }
}
