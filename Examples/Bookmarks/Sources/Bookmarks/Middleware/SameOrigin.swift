// SPDX-License-Identifier: Apache-2.0
import Portico

/// Refuses what other sites' pages make a browser send, should its cookie come along all the same.
///
/// Browsers say where a request comes from: all of today's in `Sec-Fetch-Site`, older ones in `Origin`. A client
/// that says nothing is no browser, and nobody's cookies are in it but its own.
struct SameOrigin: Middleware {
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")

    func receive(
        _ request: inout Request, _ context: inout Context
    ) throws -> MiddlewareStep<Void> {
        guard Self.isSafe(request.method) || Self.isOfOwnPage(request) else {
            throw HTTPError(.forbidden, message: "this request comes from a page of another site")
        }
        return .next()
    }

    private static func isSafe(_ method: HTTPRequest.Method) -> Bool {
        [.get, .head, .options].contains(method)
    }

    private static func isOfOwnPage(_ request: Request) -> Bool {
        if let site = fetchSite.flatMap({ request.value(of: $0) }) {
            return site == "same-origin" || site == "none"
        }
        guard let origin = request.value(of: .origin) else { return true }
        // `https://host:port`: what is in front of a proxy with TLS has the same authority.
        return origin.split(separator: "://").last.map(String.init) == request.authority
    }
}
