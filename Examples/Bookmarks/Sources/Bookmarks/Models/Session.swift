// SPDX-License-Identifier: Apache-2.0
import Portico

/// Somebody who has signed in, until a time that the database knows.
struct Session: Sendable, Equatable {
    static let lifetime = Duration.seconds(30 * 86_400)

    /// What the browser's cookie holds; who knows it is signed in.
    let token: String
    let name: String

    /// A session that nobody can guess.
    init(name: String) {
        self.init(token: RandomKey.make(), name: name)
    }

    init(token: String, name: String) {
        (self.token, self.name) = (token, name)
    }
}

extension Session {
    /// The cookie of this session: for this host alone, hidden from scripts, and not sent with other sites'
    /// forms.
    ///
    /// Browsers take `http://localhost` for safe; elsewhere a proxy with TLS stands in front.
    var cookie: Cookie {
        Cookie(name: Self.cookieName, value: token, maxAge: Self.lifetime)
    }

    static let cookieName = "__Host-session"

    /// The cookie to remove.
    static let noCookie = Cookie(name: cookieName, value: "")
}
