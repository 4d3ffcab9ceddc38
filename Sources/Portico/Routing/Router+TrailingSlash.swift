// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// What a slash at the end of a request's path means to a ``Router``.
public enum TrailingSlash: Sendable, Hashable {
    /// `/a` and `/a/` are two paths.
    case significant

    /// Where no route is for the one, the other one's answers.
    case ignored

    /// Where no route is for the one, the client is sent to the other one, with its query: 308, which keeps
    /// the method and the body.
    /// [RFC 9110 §15.4.9](https://www.rfc-editor.org/rfc/rfc9110#section-15.4.9)
    case redirected
}

// MARK: On the loop thread, and from any other

extension Router {
    /// What is found in `tree`, one of this router's, for a path.
    func find(
        _ path: PathComponents, _ method: HTTPRequest.Method, in tree: RouteTree
    ) -> RouteTree.Found {
        let found = tree.find(path.parts, method)
        guard case .nothing = found, trailingSlash == .ignored, let other = path.withOtherEnd
        else { return found }
        return tree.find(other.parts, method)
    }

    /// The answer that sends a client to the path with the other end, if a route is there.
    func slashRedirect(
        _ parts: PathComponents, _ method: HTTPRequest.Method, from path: String
    ) -> Match? {
        // Behind two slashes a browser reads a host. Bytes are compared: a character may have marks behind it.
        guard trailingSlash == .redirected, !path.utf8.starts(with: "//".utf8),
            let other = parts.withOtherEnd
        else { return nil }
        if case .nothing = tree.find(other.parts, method) { return nil }
        let location =
            path.utf8.last == UInt8(ascii: "/")
            ? String(Substring(path.utf8.dropLast())) : path + "/"
        return .found(Handler(redirectTo: location), RouteParameters())
    }
}

extension Handler {
    fileprivate init(redirectTo path: String) {
        self.init { request, _ in
            let query = request.query.map { "?" + $0 } ?? ""
            return Response(redirect: .permanent, toAnything: path + query)
        }
    }
}
