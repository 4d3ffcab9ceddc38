// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// Lets requests pass that have a token you know, and tells the handler whose it is.
///
/// ```swift
/// api.add(middleware: BearerAuthenticationMiddleware { token in try users.find(token: token) })
/// api.get("/me") { _, context in context[User.self]?.name ?? "nobody" }
/// ```
/// Others get 401 with `WWW-Authenticate`, as
/// [RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3) has it. Tokens in the target or in a
/// form are not looked at.
public struct BearerAuthenticationMiddleware<User: Sendable>: Middleware {
    private let find: @Sendable (String) throws -> User?

    /// Takes what finds the owner of a token.
    ///
    /// It runs on a Worker and may block. It returns nil for a token that it does not know. Compare secrets
    /// with ``ConstantTime/equals(_:_:)``, or look up their hash: how long `==` takes tells how much of a secret
    /// was right.
    public init(_ find: @escaping @Sendable (_ token: String) throws -> User?) {
        self.find = find
    }

    /// Finds the user, and leaves it in the context under its type.
    public func receive(
        _ request: inout Request, _ context: inout Context
    ) throws -> MiddlewareStep<Void> {
        guard let token = request.credentials("bearer") else {
            return .answer(Response(status: .unauthorized, headers: [.wwwAuthenticate: "Bearer"]))
        }
        guard let user = try find(token) else {
            return .answer(
                Response(
                    status: .unauthorized,
                    headers: [.wwwAuthenticate: "Bearer error=\"invalid_token\""]))
        }
        context[User.self] = user
        return .next()
    }
}
