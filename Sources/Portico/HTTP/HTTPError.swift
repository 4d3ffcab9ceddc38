// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// An error that a handler throws to answer with a status of its choice.
///
/// Any other error becomes 500, and its text goes to the log alone.
public struct HTTPError: Error, Sendable, ResponseGenerator, CustomStringConvertible {
    /// The status of the reply.
    public var status: HTTPResponse.Status
    /// What the client reads below the status line, or nil.
    public var message: String?
    /// Header fields for the reply, `WWW-Authenticate` for example.
    public var headers: HTTPFields
    /// The path of the client's value that is wrong, `items[2].price` for example; nil when it is not about one.
    ///
    /// ``invalid(field:reason:)`` sets it, and so does what reads JSON, forms, queries and typed parameters.
    /// ``message`` names it as well; ``ErrorPagesMiddleware`` has it as a member of problem details.
    public var field: String?

    /// Makes an error; `message` is shown to the client.
    public init(
        _ status: HTTPResponse.Status, message: String? = nil, headers: HTTPFields = [:]
    ) {
        self.status = status
        self.message = message
        self.headers = headers
    }

    /// The status, and the message if there is one, as plain text.
    public func response(from request: Request, context: Context) -> Response {
        Response(status: status, headers: headers, body: ResponseBody("\(description)\n"))
    }

    /// The status and the message in one line.
    public var description: String {
        message.map { "\(status): \($0)" } ?? "\(status)"
    }
}
