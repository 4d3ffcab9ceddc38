// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import HTTPTypes

/// Lets requests pass that have a name and a password you know, and tells the handler whose they are.
///
/// ```swift
/// admin.add(middleware: BasicAuthenticationMiddleware(realm: "admin") { name, password -> User? in
///     guard let user = try users.find(name), try user.accepts(password) else { return nil }
///     return user
/// })
/// admin.get("/me") { _, context in context[User.self]?.name ?? "nobody" }
/// ```
/// Others get 401 with `WWW-Authenticate`, and a browser asks its user then,
/// [RFC 7617](https://www.rfc-editor.org/rfc/rfc7617). Names and passwords are UTF-8. They come with every request
/// and readable for all on the way: use it behind TLS alone.
public struct BasicAuthenticationMiddleware<User: Sendable>: Middleware {
    private let challenge: String
    private let find: @Sendable (String, String) throws -> User?

    /// Takes what a browser calls the protected area, and what finds the owner of a name and a password.
    ///
    /// `find` runs on a Worker for each request and may block. It returns nil for those that it does not know.
    /// Compare secrets with ``ConstantTime/equals(_:_:)``, and keep passwords as a hash that is slow to compute.
    ///
    /// - Precondition: `realm` is printable ASCII.
    public init(
        realm: String,
        _ find: @escaping @Sendable (_ name: String, _ password: String) throws -> User?
    ) {
        precondition(
            realm.utf8.allSatisfy { 0x20..<0x7f ~= $0 },
            "the realm \(realm.debugDescription) cannot stand in a field; use printable ASCII")
        let quoted = realm.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        challenge = "Basic realm=\"\(quoted)\", charset=\"UTF-8\""
        self.find = find
    }

    /// Finds the user, and leaves it in the context under its type.
    public func receive(
        _ request: inout Request, _ context: inout Context
    ) throws -> MiddlewareStep<Void> {
        guard let (name, password) = Self.pair(request), let user = try find(name, password) else {
            return .answer(
                Response(status: .unauthorized, headers: [.wwwAuthenticate: challenge]))
        }
        context[User.self] = user
        return .next()
    }

    /// RFC 7617 §2: base64 of a name without colons, a colon and a password; no control characters.
    private static func pair(_ request: Request) -> (name: String, password: String)? {
        guard let credentials = request.credentials("basic"),
            let data = Data(base64Encoded: credentials),
            let text = String(validating: data, as: UTF8.self),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }),
            // As a byte: with a combining mark behind it, it is another character.
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return (String(text[..<colon]), String(text[text.utf8.index(after: colon)...]))
    }
}
