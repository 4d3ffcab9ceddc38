// SPDX-License-Identifier: Apache-2.0
import Portico

/// Finds out who asks: `context[Session.self]`.
struct Sessions: Middleware {
    let store: Store

    func receive(
        _ request: inout Request, _ context: inout Context
    ) throws -> MiddlewareStep<Void> {
        if let token = request.cookies[Session.cookieName] {
            context[Session.self] = try store.session(token)
        }
        return .next()
    }
}
