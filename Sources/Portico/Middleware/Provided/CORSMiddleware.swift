// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// Lets pages of other origins use the routes within, as the
/// [CORS protocol](https://fetch.spec.whatwg.org/#http-cors-protocol) has it, and answers a browser's preflights.
///
/// ```swift
/// router.add(middleware: CORSMiddleware(origins: .these(["https://app.example"])))
/// ```
/// Add it to the router and not to a group: a preflight asks with OPTIONS, which no route of the group is for.
/// A request of another origin is not refused, since it is the browser that keeps its answer from the page. So
/// this is no protection for the server: see ``BearerAuthenticationMiddleware``.
public struct CORSMiddleware: Middleware {
    /// Whose pages may.
    public enum Origins: Sendable, Hashable {
        /// Pages of everybody.
        case any
        /// Pages of these origins, `https://app.example` for example: scheme, host, and the port if it is not the
        /// scheme's own.
        case these(Set<String>)
    }

    private let origins: Origins
    private let allowsCredentials: Bool
    private let exposedHeaders: String
    /// What a preflight is answered with, but for the origin.
    private let preflight: HTTPFields

    /// Chooses what is allowed.
    ///
    /// - Parameters:
    ///   - origins: Whose pages may.
    ///   - methods: Which methods pages may use besides GET, HEAD and POST.
    ///   - headers: Which fields pages may send besides those that every form sends.
    ///   - exposedHeaders: Which fields of the responses pages may read besides the usual ones.
    ///   - allowsCredentials: Whether cookies and certificates come along.
    ///   - maxAge: How long a browser need not ask again.
    /// - Precondition: `allowsCredentials` needs a list of origins: with it any page could act for its visitor.
    public init(
        origins: Origins,
        methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete],
        headers: [HTTPField.Name] = [.contentType, .authorization],
        exposedHeaders: [HTTPField.Name] = [],
        allowsCredentials: Bool = false,
        maxAge: Duration = .seconds(600)
    ) {
        precondition(
            !allowsCredentials || origins != .any,
            "credentials of visitors cannot be for pages of any origin; list the origins")
        self.origins = origins
        self.allowsCredentials = allowsCredentials
        self.exposedHeaders = exposedHeaders.map(\.rawName).joined(separator: ", ")
        preflight = [
            .accessControlAllowMethods: methods.map(\.rawValue).joined(separator: ", "),
            .accessControlAllowHeaders: headers.map(\.rawName).joined(separator: ", "),
            .accessControlMaxAge: "\(maxAge.components.seconds)",
        ]
    }

    /// Answers a preflight of an origin that may; anything else goes on.
    public func receive(
        _ request: inout Request, _ context: inout Context
    ) -> MiddlewareStep<String?> {
        let allowed = request.value(of: .origin).flatMap(allowedOrigin)
        guard let allowed, request.method == .options,
            request.value(of: .accessControlRequestMethod) != nil
        else { return .next(allowed) }
        var response = Response(status: .noContent, headers: preflight)
        allow(allowed, &response)
        return .answer(response)
    }

    /// Tells the browser which origin's pages may read the answer.
    public func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ allowed: String?
    ) {
        allow(allowed, &outcome.response)
        if allowed != nil, !exposedHeaders.isEmpty {
            outcome.response.headers[.accessControlExposeHeaders] = exposedHeaders
        }
    }

    /// What is told of an origin: itself, `*` when that is no matter, nil when its pages may not.
    private func allowedOrigin(_ origin: String) -> String? {
        switch origins {
        case .any: "*"
        case .these(let origins): origins.contains(origin) ? origin : nil
        }
    }

    private func allow(_ allowed: String?, _ response: inout Response) {
        // A cache must not give one origin's answer to another's page.
        if origins != .any { response.headers.append(HTTPField(name: .vary, value: "Origin")) }
        guard let allowed else { return }
        response.headers[.accessControlAllowOrigin] = allowed
        if allowsCredentials { response.headers[.accessControlAllowCredentials] = "true" }
    }
}
