// SPDX-License-Identifier: Apache-2.0

/// Why a cookie cannot be set; browsers would ignore it or read it as something else.
public enum CookieError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name is empty, or has a character that no token has.
    case invalidName(String)
    /// The value has a character that no cookie's value may have.
    case invalidValue(name: String)
    /// `Domain` or `Path` is empty or too long, has a semicolon, a control character or one beyond ASCII,
    /// or is a path that does not begin with a slash.
    case invalidAttribute(String, name: String)
    /// Name and value have more than 4,096 bytes together.
    case tooLong(name: String)
    /// Its prefix, `SameSite=None` or `Partitioned` demands ``Cookie/isSecure``.
    case notSecure(name: String)
    /// `__Host-` demands the path `/` and no domain.
    case notOfHost(name: String)

    /// One line for a person: what was attempted, why it failed, what to do.
    public var description: String {
        switch self {
        case .invalidName(let name):
            "cannot set the cookie \(name.debugDescription): its name is no token; use letters, digits, - and _"
        case .invalidValue(let name):
            "cannot set the cookie \(name): its value has a character that a cookie may not have; "
                + "encode it, as base64url for example"
        case .invalidAttribute(let attribute, let name):
            "cannot set the cookie \(name): its \(attribute) cannot stand in a cookie; use ASCII without "
                + "semicolons, and a path that begins with a slash"
        case .tooLong(let name):
            "cannot set the cookie \(name): it is longer than 4096 bytes; keep its content on the server"
        case .notSecure(let name):
            "cannot set the cookie \(name): its prefix, SameSite=None or Partitioned demands Secure"
        case .notOfHost(let name):
            "cannot set the cookie \(name): __Host- demands the path / and no domain"
        }
    }
}
