// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoSignedCookies
import Testing

@Suite(.timeLimit(.minutes(1))) struct CookieSignerTests {
    private static let old = [UInt8](0..<32)
    private static let new = [UInt8](100..<150)

    private func signed(
        _ name: String, _ value: String, keys: [[UInt8]] = [old]
    ) -> String {
        CookieSigner(keys: keys).sign(Cookie(name: name, value: value)).value
    }

    private func value(
        of name: String, in field: String, keys: [[UInt8]] = [old]
    ) -> String? {
        let cookies = Request(target: "/", headers: [.cookie: field]).cookies
        return CookieSigner(keys: keys).value(of: name, in: cookies)
    }

    /// Made with another program, so that cookies stay good from one version to the next:
    /// `hmac.new(bytes(range(32)), b'portico cookie 1\0user\x007', 'sha256')`.
    @Test func signsAsItAlwaysHas() {
        #expect(signed("user", "7") == "7.m0VKmH-AGRTlEzAOBJw1sxDxUYBVbzhD3VuBbr00lIk")
    }

    @Test(arguments: ["7", "", "a.b.c", "a=b", "{}", "."])
    func readsWhatItHasSigned(_ text: String) throws {
        let cookie = signed("user", text)
        #expect(cookie.utf8.count == text.utf8.count + 44)
        #expect(value(of: "user", in: "user=\(cookie)") == text)
        var response = Response()
        try response.setCookie(
            CookieSigner(keys: [Self.old]).sign(Cookie(name: "user", value: text)))
        #expect(response.headers[.setCookie]?.hasPrefix("user=\(cookie);") == true)
    }

    @Test func readsNothingThatWasChanged() {
        let cookie = signed("user", "7")
        for place in cookie.indices {
            var changed = cookie
            changed.replaceSubrange(place...place, with: cookie[place] == "A" ? "B" : "A")
            #expect(value(of: "user", in: "user=\(changed)") == nil, "\(changed)")
            changed = cookie
            changed.remove(at: place)
            #expect(value(of: "user", in: "user=\(changed)") == nil, "\(changed)")
        }
        for text in [
            "7", "", ".", "7.", "8.\(cookie.dropFirst(2))", "\(cookie)A", "\(cookie).",
            "\(cookie)=",
        ] {
            #expect(value(of: "user", in: "user=\(text)") == nil, "\(text)")
        }
    }

    @Test func isBoundToTheName() {
        let cookie = signed("user", "7")
        #expect(value(of: "admin", in: "admin=\(cookie)") == nil)
        #expect(value(of: "User", in: "User=\(cookie)") == nil)
        #expect(value(of: "user", in: "admin=\(cookie)") == nil)
    }

    /// A page of a sister domain can add a cookie of the same name, and it may come first.
    @Test func looksBehindCookiesOfOthers() {
        let cookie = signed("user", "7")
        #expect(value(of: "user", in: "user=8; user=8.x; user=\(cookie)") == "7")
    }

    @Test func changesKeys() {
        let before = signed("user", "7")
        let after = signed("user", "7", keys: [Self.new, Self.old])
        #expect(after == signed("user", "7", keys: [Self.new]))
        #expect(value(of: "user", in: "user=\(before)", keys: [Self.new, Self.old]) == "7")
        #expect(value(of: "user", in: "user=\(after)", keys: [Self.new, Self.old]) == "7")
        #expect(value(of: "user", in: "user=\(before)", keys: [Self.new]) == nil)
        #expect(value(of: "user", in: "user=\(after)") == nil)
    }
}
