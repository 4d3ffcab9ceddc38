// SPDX-License-Identifier: Apache-2.0
import Portico

/// Lets in only those who have signed in.
struct SignedInOnly: Middleware {
    func receive(
        _ request: inout Request, _ context: inout Context
    ) throws -> MiddlewareStep<Void> {
        guard context[Session.self] != nil else {
            throw HTTPError(
                .unauthorized, message: "sign in first",
                headers: [.wwwAuthenticate: "Cookie realm=\"bookmarks\""])
        }
        return .next()
    }
}

extension Context {
    /// The name of who asks, behind ``SignedInOnly``.
    var userName: String {
        get throws {
            guard let session = self[Session.self] else { throw HTTPError(.unauthorized) }
            return session.name
        }
    }
}
