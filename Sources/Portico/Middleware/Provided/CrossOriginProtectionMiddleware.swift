// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// Refuses what pages of other origins make a visitor's browser send, with the visitor's cookies
/// (cross-site request forgery).
///
/// ```swift
/// router.add(
///     middleware: CrossOriginProtectionMiddleware(
///         trustedOrigins: ["https://accounts.example"], exempting: ["/hooks/**"]))
/// ```
/// Browsers say where a request comes from: in
/// [`Sec-Fetch-Site`](https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header), which is `same-origin`, or `none`
/// for what the visitor typed; or else, over plain HTTP and before 2023, in
/// [`Origin`](https://www.rfc-editor.org/rfc/rfc6454#section-7), whose host and port must be those of `Host`. Others
/// get 403. A request with neither field comes from a page of the same origin or from no browser, and passes.
///
/// GET, HEAD and OPTIONS always pass: a handler of theirs must not change anything. No token in forms is needed.
/// A proxy in front must pass `Host` on, or be one of ``Configuration/trustedProxies``. Origins that ``CORSMiddleware`` allows are to be trusted here as well if
/// their pages send other methods. Add it to the router, or to the group whose routes know visitors by a cookie.
public struct CrossOriginProtectionMiddleware: Middleware {
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")
    private static let safeMethods: Set<HTTPRequest.Method> = [.get, .head, .options]

    private let trustedOrigins: Set<String>
    /// Has a route for each path that is exempt, all for POST.
    private let exemptPaths: RouteTree

    /// Chooses what passes besides requests of the same origin.
    ///
    /// - Parameters:
    ///   - trustedOrigins: Whose pages may send requests, as `Origin` names them: `https://app.example`, with the
    ///     port if it is not the scheme's own.
    ///   - patterns: The routes that anybody's pages may send requests to, patterns as in ``Router`` for the
    ///     whole path. For those that know no visitor by a cookie, a hook that others call for example.
    /// - Precondition: Each trusted origin is written as browsers do, and each pattern is well formed.
    public init(trustedOrigins: Set<String> = [], exempting patterns: [String] = []) {
        for origin in trustedOrigins {
            precondition(
                Self.isOrigin(origin),
                "\"\(origin)\" is never the value of Origin; write scheme://host or scheme://host:port in lower "
                    + "case, without a path and without the scheme's own port")
        }
        self.trustedOrigins = trustedOrigins
        var paths = RouteTree()
        let handler = Handler { _, _ in HTTPResponse.Status.noContent }
        // False is a pattern that was there: it is exempt already.
        for pattern in patterns { _ = paths.insert(handler, .post, RoutePattern(pattern)) }
        exemptPaths = paths
    }

    /// Lets a request go on, or throws 403.
    public func receive(
        _ request: inout Request, _ context: inout Context
    ) throws(HTTPError) -> MiddlewareStep<Void> {
        guard
            Self.safeMethods.contains(request.method) || Self.isOfSameOrigin(request, context)
                || isTrusted(request) || isExempt(request)
        else {
            throw HTTPError(
                .forbidden, message: "this request was sent by a page of another origin")
        }
        return .next()
    }

    private static func isOfSameOrigin(_ request: Request, _ context: Context) -> Bool {
        if let site = fetchSite.flatMap({ request.value(of: $0) }), !site.isEmpty {
            return site == "same-origin" || site == "none"
        }
        guard let origin = request.value(of: .origin), !origin.isEmpty else { return true }
        // `Host` has no scheme, and a proxy may have taken TLS away: http and https are the same here.
        guard let scheme = origin.firstRange(of: "://"),
            let host = context.authority ?? request.authority
        else { return false }
        return origin[scheme.upperBound...].lowercased() == host.lowercased()
    }

    private func isTrusted(_ request: Request) -> Bool {
        request.value(of: .origin).map(trustedOrigins.contains) ?? false
    }

    private func isExempt(_ request: Request) -> Bool {
        guard let path = PathComponents(request.path) else { return false }
        if case .endpoint = exemptPaths.find(path.parts, .post) { return true }
        return false
    }

    /// Whether a browser could send it, [RFC 6454 §6.2](https://www.rfc-editor.org/rfc/rfc6454#section-6.2).
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://"), scheme.lowerBound > text.startIndex else {
            return false
        }
        let host = text[scheme.upperBound...]
        let isHost = host.utf8.allSatisfy { 0x20 < $0 && $0 < 0x7f && !"/?#@*".utf8.contains($0) }
        let hasOwnPort =
            text.hasPrefix("https:") && host.hasSuffix(":443")
            || text.hasPrefix("http:") && host.hasSuffix(":80")
        return !host.isEmpty && isHost && !hasOwnPort && text == text.lowercased()
    }
}
