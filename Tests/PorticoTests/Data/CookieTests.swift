// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import HTTPTypes
import Portico
import PorticoTesting
import TestSupport
import Testing

struct CookieTests {
    private func set(_ cookie: Cookie) throws -> String? {
        var response = Response()
        try response.setCookie(cookie)
        return response.headers[.setCookie]
    }

    @Test(arguments: [
        // RFC 6265bis §3.1
        ("SID=31d4d96e407aad42", ["SID=31d4d96e407aad42"]),
        ("SID=31d4d96e407aad42; lang=en-US", ["SID=31d4d96e407aad42", "lang=en-US"]),
        // RFC 6265bis §5.8.3: the longest path first, and a cookie without a name.
        ("a=1; a=2", ["a=1", "a=2"]), ("lonely", ["=lonely"]), ("=x", ["=x"]),
        // RFC 6265bis §5.6: browsers keep all of these in a value.
        ("a=b=c", ["a=b=c"]), (#"a="b c""#, [#"a="b c""#]), ("a=b,c", ["a=b,c"]), ("a=ä", ["a=ä"]),
        ("a=%20+", ["a=%20+"]), (#"a={"b":[1]}"#, [#"a={"b":[1]}"#]),
        (#"a="b;c""#, [#"a="b"#, #"=c""#]),
        ("a=", ["a="]),
        // What is between them is not sure.
        ("a=1;b=2", ["a=1", "b=2"]), (" a = 1 ;\t b=2;; ;", ["a=1", "b=2"]), ("", []), (";", []),
        ("$Version=1; a=1", ["$Version=1", "a=1"]),
    ])
    func readsWhatBrowsersSend(_ text: String, _ pairs: [String]) {
        let cookies = Request(target: "/", headers: [.cookie: text]).cookies
        #expect(cookies.pairs.map { "\($0.name)=\($0.value)" } == pairs)
    }

    @Test func findsCookiesByName() {
        let cookies = Request(target: "/", headers: [.cookie: "a=1; b=2; a=3"]).cookies
        #expect(cookies["a"] == "1")
        #expect(cookies[values: "a"] == ["1", "3"])
        #expect(cookies["A"] == nil)
        #expect(Request(target: "/").cookies.pairs.isEmpty)
    }

    @Test func isSafeUnlessToldOtherwise() throws {
        #expect(
            try set(Cookie(name: "a", value: "1")) == "a=1; Path=/; Secure; HttpOnly; SameSite=Lax")
    }

    /// RFC 6265bis §4.1.2, and CHIPS for `Partitioned`.
    @Test func writesEveryAttribute() throws {
        let cookie = Cookie(
            name: "lang", value: "en-US", expires: Date(timeIntervalSince1970: 784_111_777.9),
            maxAge: .milliseconds(3_600_999), domain: "example.com", path: "/a", sameSite: .none,
            isPartitioned: true)
        #expect(
            try set(cookie) == "lang=en-US; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Max-Age=3600; "
                + "Domain=example.com; Path=/a; Secure; HttpOnly; SameSite=None; Partitioned")
        let plain = Cookie(
            name: "a", value: "", isSecure: false, isHTTPOnly: false, sameSite: .strict)
        #expect(try set(plain) == "a=; Path=/; SameSite=Strict")
    }

    @Test(arguments: [-1e18, .nan, 1e18, .infinity])
    func keepsDatesInFourDigitYears(_ seconds: Double) throws {
        let date = Date(timeIntervalSince1970: seconds)
        let text = try set(Cookie(name: "a", value: "1", expires: date, maxAge: .seconds(-5)))
        let year = seconds > 0 ? "9999" : "1970"
        #expect(text?.contains(" \(year) ") == true)
        #expect(text?.contains("; Max-Age=0;") == true)
    }

    @Test(arguments: ["", "a b", "a=b", "a;b", "ä", "a\r\nX: y", "a\0"])
    func refusesWhatIsNoName(_ name: String) {
        #expect(throws: CookieError.invalidName(name)) { try set(Cookie(name: name, value: "")) }
    }

    /// RFC 6265bis §4.1.1, cookie-octet.
    @Test(arguments: [" ", "a b", "\"", ",", ";", "\\", "ä", "\r\nX: y", "\0", "\u{7f}"])
    func refusesWhatIsNoValue(_ value: String) {
        #expect(throws: CookieError.invalidValue(name: "a")) {
            try set(Cookie(name: "a", value: value))
        }
    }

    @Test(arguments: [
        "", "a", "/a;Secure", "/\r\nX: y", "/ä", "/" + String(repeating: "a", count: 1024),
    ])
    func refusesWhatIsNoPath(_ path: String) {
        #expect(throws: CookieError.invalidAttribute("Path", name: "a")) {
            try set(Cookie(name: "a", value: "", path: path))
        }
    }

    @Test(arguments: ["", "a;b", "a\nb"])
    func refusesWhatIsNoDomain(_ domain: String) {
        #expect(throws: CookieError.invalidAttribute("Domain", name: "a")) {
            try set(Cookie(name: "a", value: "", domain: domain))
        }
    }

    /// RFC 6265bis §5.7, step 5.
    @Test func refusesWhatBrowsersFindTooLong() throws {
        let value = String(repeating: "v", count: 4095)
        #expect(throws: Never.self) { try set(Cookie(name: "a", value: value)) }
        #expect(throws: CookieError.tooLong(name: "ab")) {
            try set(Cookie(name: "ab", value: value))
        }
    }

    /// RFC 6265bis §4.1.3 and §5.7; browsers compare prefixes without regard to case.
    @Test(arguments: [
        Cookie(name: "__Secure-a", value: "", isSecure: false),
        Cookie(name: "__Host-a", value: "", isSecure: false),
        Cookie(name: "__hOST-a", value: "", isSecure: false),
        Cookie(name: "a", value: "", isSecure: false, sameSite: .none),
        Cookie(name: "a", value: "", isSecure: false, isPartitioned: true),
    ])
    func refusesPromisesThatNeedSecure(_ cookie: Cookie) {
        #expect(throws: CookieError.notSecure(name: cookie.name)) { try set(cookie) }
    }

    @Test(arguments: [
        Cookie(name: "__Host-a", value: "", path: "/a"),
        Cookie(name: "__host-a", value: "", domain: "example.com"),
    ])
    func refusesHostCookiesOfOthers(_ cookie: Cookie) {
        #expect(throws: CookieError.notOfHost(name: cookie.name)) { try set(cookie) }
        #expect("\(CookieError.notOfHost(name: "__Host-a"))".contains("no domain"))
    }

    @Test func removesACookieWhereItWasSet() throws {
        var response = Response()
        try response.removeCookie(
            Cookie(name: "__Secure-a", value: "secret", domain: "example.com", path: "/x"))
        #expect(
            response.headers[.setCookie] == "__Secure-a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; "
                + "Max-Age=0; Domain=example.com; Path=/x; Secure; HttpOnly; SameSite=Lax")
    }
}

extension ServerTests {
    struct CookieServingTests {
        /// RFC 9110 §5.3: `Set-Cookie` lines cannot be joined.
        @Test(arguments: TestTransport.allCases)
        func sendsEachCookieInALineOfItsOwn(_ transport: TestTransport) async throws {
            let handler = Handler { request, _ in
                var response = Response(body: ResponseBody(request.cookies["a"] ?? "none"))
                try response.setCookie(Cookie(name: "a", value: "1"))
                try response.setCookie(Cookie(name: "b", value: "2"))
                return response
            }
            try await handler.test(transport) { client in
                let reply = try await client.get("/", headers: [.cookie: "b=0; a=7"])
                #expect(reply.text == "7")
                let lines = reply.headers[fields: .setCookie]
                #expect(lines.map { String($0.value.prefix(4)) } == ["a=1;", "b=2;"])
            }
        }
    }
}
