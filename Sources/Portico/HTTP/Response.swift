// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// What a handler answers.
///
/// Portico adds `Date`, `Content-Length` or `Transfer-Encoding`, a `Content-Type` where the body suggests
/// one and none is given, and `Connection` where it is needed. A `Content-Length` or `Transfer-Encoding` of the
/// handler's own is left out, as the body decides; only to HEAD and in a 304 an empty body leaves the
/// length to the handler. Values cannot split a reply, because `HTTPField` and `HTTPResponse.Status` do
/// not hold line ends.
public struct Response: Sendable {
    /// The status.
    ///
    /// 1xx is not a final answer: it becomes 500.
    public var status: HTTPResponse.Status
    /// The header fields.
    public var headers: HTTPFields
    /// The body; not sent for HEAD, 204, 205 and 304.
    public var body: ResponseBody

    /// Makes a response; without arguments, an empty 200.
    public init(
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:],
        body: ResponseBody = .empty
    ) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
