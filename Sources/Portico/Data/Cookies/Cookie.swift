// SPDX-License-Identifier: Apache-2.0
public import struct FoundationEssentials.Date

/// A cookie for the client to keep, [RFC 6265bis §4.1](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1).
///
/// ```swift
/// try response.setCookie(Cookie(name: "__Host-session", value: token, maxAge: .seconds(3600)))
/// ```
/// What is not said is the safe choice: the cookie is sent over HTTPS alone, is hidden from scripts, is not
/// sent with other sites' requests, belongs to this host, and ends with the browser's session. Browsers take
/// `http://localhost` for safe.
public struct Cookie: Sendable, Hashable {
    /// With which requests of other sites the client sends a cookie.
    public enum SameSite: String, Sendable, Hashable, CaseIterable {
        /// With none.
        case strict = "Strict"
        /// With navigations by GET and the like: a link, for example.
        case lax = "Lax"
        /// With all; only for ``Cookie/isSecure`` ones.
        case none = "None"
    }

    /// A token; `__Host-` and `__Secure-` in front of it make browsers refuse one that was not set safely.
    public var name: String
    /// ASCII without blanks, quotes, commas, semicolons and backslashes: encode others, as base64url for
    /// example.
    public var value: String
    /// When the client forgets it; nil is when its session ends.
    public var expires: Date?
    /// How long the client keeps it, in whole seconds; goes before ``expires``.
    ///
    /// Browsers keep none longer than 400 days.
    public var maxAge: Duration?
    /// A domain that gets it with all its subdomains; nil is this host alone.
    public var domain: String?
    /// The path that gets it, with all below.
    public var path: String
    /// Whether it is sent over HTTPS alone.
    public var isSecure: Bool
    /// Whether it is hidden from scripts.
    public var isHTTPOnly: Bool
    /// With which requests of other sites it is sent.
    public var sameSite: SameSite
    /// Whether each site in which this one is embedded has a cookie of its own.
    public var isPartitioned: Bool

    /// Makes a cookie; `Response.setCookie` checks it.
    public init(
        name: String, value: String, expires: Date? = nil, maxAge: Duration? = nil,
        domain: String? = nil, path: String = "/", isSecure: Bool = true, isHTTPOnly: Bool = true,
        sameSite: SameSite = .lax, isPartitioned: Bool = false
    ) {
        self.name = name
        self.value = value
        self.expires = expires
        self.maxAge = maxAge
        self.domain = domain
        self.path = path
        self.isSecure = isSecure
        self.isHTTPOnly = isHTTPOnly
        self.sameSite = sameSite
        self.isPartitioned = isPartitioned
    }
}
