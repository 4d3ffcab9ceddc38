// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Portico

extension Store {
    /// Signs `name` in, and forgets those whose time is up.
    ///
    /// - Throws: 422 if that is no name.
    func signIn(_ name: String) throws -> Session {
        let session = Session(name: name.trimmed)
        guard 1...40 ~= session.name.utf16.count else {
            throw HTTPError.invalid(
                field: "name", reason: "1 to 40 characters are expected")
        }
        let now = Date()
        let end = now.addingTimeInterval(Session.lifetime / .seconds(1))
        try write {
            try $0.execute(literal: "DELETE FROM session WHERE endsAt < \(now)")
            try $0.execute(
                literal: """
                    INSERT INTO session (token, name, endsAt)
                    VALUES (\(session.token), \(session.name), \(end))
                    """)
        }
        return session
    }

    /// Who has signed in with that token, if the time is not up.
    func session(_ token: String) throws -> Session? {
        let name = try read {
            try String.fetchOne(
                $0, sql: "SELECT name FROM session WHERE token = ? AND endsAt >= ?",
                arguments: [token, Date()])
        }
        return name.map { Session(token: token, name: $0) }
    }

    /// Makes the token worthless.
    func signOut(_ session: Session) throws {
        try write {
            try $0.execute(literal: "DELETE FROM session WHERE token = \(session.token)")
        }
    }
}
