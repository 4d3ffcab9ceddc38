// SPDX-License-Identifier: Apache-2.0
import Portico
import Testing

@testable import Bookmarks

@Suite(.timeLimit(.minutes(1))) struct SessionTests {
    @Test func theCookieIsHiddenFromScriptsAndOtherSites() async throws {
        try await withBookmarks { client in
            let reply = try await client.sendForm("/sign-in", ["name": "Ada"])
            #expect(reply.status == .seeOther)
            let cookie = try #require(reply.headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-session="))
            for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
                #expect(cookie.contains("; \(attribute)"), "\(attribute)")
            }
        }
    }

    @Test(arguments: [
        ("name", ""), ("name", " "), ("other", "x"), ("name", String(repeating: "a", count: 41)),
    ])
    func aNameIsNeeded(_ field: String, _ value: String) async throws {
        try await withBookmarks { client in
            let reply = try await client.sendForm("/sign-in", [field: value])
            #expect([.unprocessableContent, .badRequest].contains(reply.status))
            #expect(reply.headers[.setCookie] == nil)
        }
    }

    @Test func tokensAreNotRepeated() {
        let keys = Set((0..<100).map { _ in RandomKey.make() })
        #expect(keys.count == 100)
        #expect(keys.allSatisfy { $0.utf8.count == 32 })
    }
}
