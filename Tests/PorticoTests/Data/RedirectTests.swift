// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

struct RedirectTests {
    /// RFC 9110 §15.4.
    @Test(arguments: [
        (Redirect.movedPermanently, 301), (.found, 302), (.seeOther, 303), (.temporary, 307),
        (.permanent, 308),
    ])
    func answersWithItsStatus(_ redirect: Redirect, _ status: Int) throws {
        let response = try Response(redirect: redirect, to: "/a")
        #expect(response.status.code == status)
        #expect(response.headers[.location] == "/a")
    }

    /// RFC 3986 §5.4.1: references of every kind.
    @Test(arguments: [
        "g:h", "g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "g?y#s", ";x", "g;x=1/../y", ".",
        "..",
        "../../g", "http://[::1]:8080/a?b=c&d=e%20f#g", "/a+b,c;d=e!$'()*@~_-",
    ])
    func keepsReferencesAsTheyAre(_ location: String) throws {
        let response = try Response(redirect: .found, to: location)
        #expect(response.headers[.location] == location)
    }

    @Test func encodesWhatIsBeyondASCII() throws {
        let response = try Response(redirect: .found, to: "/zoë?q=日&p=%41")
        #expect(response.headers[.location] == "/zo%C3%AB?q=%E6%97%A5&p=%41")
    }

    @Test(arguments: [
        "", "/a\r\nX: y", "/a\n", "/a\r", "/a b", "\t/a", "/a\0", "/a\u{7f}", #"/\example.com"#,
        "/<a>", "/\"",
        "/{a}", "/a|b", "/a^b", "/a`b",
    ])
    func refusesWhatNoURLHas(_ location: String) throws {
        let error = try #require(throws: RedirectError.self) {
            try Response(redirect: .found, to: location)
        }
        #expect(error.location == location)
        #expect(!error.description.contains("\n"))
    }
}
