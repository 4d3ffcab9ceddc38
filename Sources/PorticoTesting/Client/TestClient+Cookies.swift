// SPDX-License-Identifier: Apache-2.0

extension TestClient {
    /// A client of the same server that keeps cookies as a browser does, and has none yet.
    ///
    /// ```swift
    /// let ann = client.keepingCookies()
    /// _ = try await ann.post("/sign-in", form: ["name": "Ann"])
    /// let page = try await ann.get("/")
    /// ```
    /// Each one is a visitor of its own. A request with a `Cookie` field of its own sends that alone, and bytes that
    /// are sent as they are have none. Of [RFC 6265](https://www.rfc-editor.org/rfc/rfc6265) it does name, path,
    /// domain (the host is that of `Host`, or `localhost`), `Expires`, `Max-Age`, and what `__Host-` and
    /// `__Secure-` promise. All requests count as safe and as coming from the site itself: `Secure` and `SameSite`
    /// keep no cookie back.
    public func keepingCookies() -> TestClient { TestClient(self, keeping: CookieJar()) }

    /// The value of the cookie `name` that this client keeps; nil when it has none, or keeps none.
    public func cookie(_ name: String) -> String? { jar?.value(of: name) }
}
