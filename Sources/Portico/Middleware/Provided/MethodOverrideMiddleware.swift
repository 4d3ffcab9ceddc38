// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent

/// Lets a POST say that it means PUT, PATCH or DELETE, which HTML forms and some clients cannot send.
///
/// ```swift
/// router.add(middleware: MethodOverrideMiddleware())
/// router.delete("/notes/:id") { … }
/// ```
/// `X-HTTP-Method-Override: DELETE` says so, or else the field `_method` of a form,
/// `application/x-www-form-urlencoded`, that is there as a whole. Any other method in them is ignored, and so are
/// both in requests other than POST: what is safe stays safe. Add it to the router, where it comes before routes
/// are looked for; the answers to a preflight and the body policies are those of POST.
///
/// With it, a form on any site can send these methods with the visitor's cookies, without a preflight: add
/// ``CrossOriginProtectionMiddleware``.
public struct MethodOverrideMiddleware: Middleware {
    private static let field = HTTPField.Name("X-HTTP-Method-Override")
    private static let methods: [HTTPRequest.Method] = [.put, .patch, .delete]

    /// Makes one; without it, no method is overridden.
    public init() {}

    /// Gives the request the method that it means.
    public func receive(
        _ request: inout Request, _ context: inout Context
    ) -> MiddlewareStep<Void> {
        guard request.method == .post, let wanted = Self.wanted(request)?.uppercased(),
            let method = Self.methods.first(where: { $0.rawValue == wanted })
        else { return .next() }
        request = request.replacingMethod(with: method)
        return .next()
    }

    private static func wanted(_ request: Request) -> String? {
        if let field, let value = request.value(of: field) { return value }
        guard !request.body.isStreamed, request.isForm else { return nil }
        return URLEncodedValues(parsing: request.body.bytes)["_method"]
    }
}

extension Request {
    /// This request with another method, on the same connection.
    fileprivate func replacingMethod(with method: HTTPRequest.Method) -> Request {
        let received = ReceivedRequest(
            id: received.id, head: received.head.replacingMethod(with: method.rawValue),
            body: received.body, streamed: received.streamedBody,
            remoteAddress: received.remoteAddress)
        return Request(received, decoded: decoded)
    }
}
