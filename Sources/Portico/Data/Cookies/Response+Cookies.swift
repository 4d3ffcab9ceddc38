// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

extension Response {
    /// Adds a `Set-Cookie` field.
    ///
    /// - Throws: When browsers would ignore the cookie, or when it cannot stand in a field. A handler that lets
    ///   it escape is answered for with 500 and a line in the log.
    public mutating func setCookie(_ cookie: Cookie) throws(CookieError) {
        let value = try cookie.fieldValue()
        headers.append(HTTPField(name: .setCookie, value: value))
    }

    /// Makes the client forget a cookie: give it with the name, domain and path with which it was set.
    ///
    /// - Throws: As ``setCookie(_:)`` does.
    public mutating func removeCookie(_ cookie: Cookie) throws(CookieError) {
        try setCookie(cookie.removal)
    }
}
