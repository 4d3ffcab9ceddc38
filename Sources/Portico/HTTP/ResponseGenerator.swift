// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// What a handler may return: anything that can make a response of itself.
public protocol ResponseGenerator: SendableMetatype {
    /// Makes the response.
    ///
    /// Runs on the handler's thread; what it throws is treated like the handler's own errors.
    func response(from request: Request, context: Context) throws -> Response
}

extension Response: ResponseGenerator {
    /// Itself.
    public func response(from request: Request, context: Context) -> Response { self }
}

extension String: ResponseGenerator {
    /// 200 with this text as `text/plain; charset=utf-8`.
    public func response(from request: Request, context: Context) -> Response {
        Response(body: ResponseBody(self))
    }
}

extension [UInt8]: ResponseGenerator {
    /// 200 with these bytes as `application/octet-stream`.
    public func response(from request: Request, context: Context) -> Response {
        Response(body: ResponseBody(self))
    }
}

extension HTTPResponse.Status: ResponseGenerator {
    /// This status without a body.
    public func response(from request: Request, context: Context) -> Response {
        Response(status: self)
    }
}
