// SPDX-License-Identifier: Apache-2.0
import Portico

/// Signing in, with a name alone, and out.
struct SessionRoutes {
    let store: Store

    func add(to router: inout Router) {
        router.group("/sign-in") { group in
            group.add(middleware: RateLimitMiddleware(10, per: .seconds(60)))
            group.post("/") { request, _ in
                let session = try store.signIn(request.form().require("name"))
                var response = try Response(redirect: .seeOther, to: "/")
                try response.setCookie(session.cookie)
                return response
            }
        }
        router.post("/sign-out") { _, context in
            if let session = context[Session.self] { try store.signOut(session) }
            var response = try Response(redirect: .seeOther, to: "/")
            try response.removeCookie(Session.noCookie)
            return response
        }
    }
}
