// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import Testing

/// A client that keeps cookies is a visitor.
@Suite(.timeLimit(.minutes(1))) struct CookieTests {
    /// `POST /set…` sets the cookies that its form has, a line of `Set-Cookie` each; all others tell what came.
    private static var router: Router {
        var router = Router()
        router.post("/set/**") { request, _ in
            var response = Response()
            for field in try request.form()[values: "c"] {
                response.headers.append(HTTPField(name: .setCookie, value: field))
            }
            return response
        }
        router.get("/**") { request, _ in request.value(of: .cookie) ?? "none" }
        return router
    }

    /// Cookies that are set by a reply to `/set/here`, and what is sent to the path then.
    @Test(arguments: [
        (["a=b"], "/set/there", "a=b"), (["a=b"], "/set", "a=b"), (["a=b"], "/settle", "none"),
        (["a=b"], "/", "none"), (["a=b; Path=/"], "/x?y", "a=b"), (["a=b; Path=x"], "/set", "a=b"),
        (["a=b; path=/x"], "/x", "a=b"), (["a=b; Path=/x/"], "/x", "none"),
        (["a=b; Path=/x", "c=d; Path=/", "e=f; Path=/"], "/x/y", "a=b; c=d; e=f"),
        (["c=d; Path=/", "a=b; Path=/x"], "/x/y", "a=b; c=d"),
        (["a=b; Path=/", "a=c; Path=/"], "/", "a=c"),
        (["a=b; Path=/", "a=; Max-Age=0; Path=/"], "/", "none"),
        (["a=b; Path=/", "a=; Max-Age=-1; Path=/"], "/", "none"),
        (["a=b; Path=/", "a=; Max-Age=0; Path=/x"], "/", "a=b"),
        (["a=b; Path=/; Expires=Sun, 06 Nov 1994 08:49:37 GMT"], "/", "none"),
        (["a=b; Path=/; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Max-Age=60"], "/", "a=b"),
        (["a=b; Path=/; Expires=Fri, 31 Dec 9999 23:59:59 GMT"], "/", "a=b"),
        (["a=b; Path=/; Max-Age=x"], "/", "a=b"), ([" a = b=c ;Path=/"], "/", "a=b=c"),
        (["a=; Path=/"], "/", "a="), (["a; Path=/"], "/", "none"), (["=b; Path=/"], "/", "none"),
        (["a=b; Path=/; Secure; HttpOnly; SameSite=Strict"], "/", "a=b"),
        (["a=b; Path=/; Domain=localhost"], "/", "a=b"),
        (["a=b; Path=/; Domain=other.example"], "/", "none"),
        (["__Host-a=b; Path=/; Secure"], "/", "__Host-a=b"), (["__Host-a=b; Path=/"], "/", "none"),
        (["__Host-a=b; Secure; Path=/; Domain=localhost"], "/", "none"),
        (["__Host-a=b; Secure"], "/set", "none"), (["__Secure-a=b; Path=/"], "/", "none"),
        (["__Secure-a=b; Path=/; Secure"], "/", "__Secure-a=b"),
    ])
    func areKeptAsABrowserDoes(_ set: [String], _ path: String, _ sent: String) throws {
        try Self.router.test(.router) { client in
            let visitor = client.keepingCookies()
            for field in set { _ = try visitor.post("/set/here", form: ["c": field]) }
            #expect(try visitor.get(path).text == sent)
        }
    }

    @Test func belongToTheHostThatSetThem() throws {
        let host = try #require(HTTPField.Name("Host"))
        try Self.router.test(.router) { client in
            let visitor = client.keepingCookies()
            for field in ["a=b; Path=/", "c=d; Path=/; Domain=.App.example"] {
                _ = try visitor.post("/set/", headers: [host: "app.example:80"], form: ["c": field])
            }
            #expect(try visitor.get("/", headers: [host: "App.example"]).text == "a=b; c=d")
            #expect(try visitor.get("/", headers: [host: "www.app.example"]).text == "c=d")
            #expect(try visitor.get("/", headers: [host: "notapp.example"]).text == "none")
            #expect(try visitor.get("/").text == "none")
        }
    }

    @Test(arguments: TestTransport.allCases)
    func belongToOneClient(_ transport: TestTransport) async throws {
        try await Self.router.test(transport) { client in
            let (ann, bob) = (client.keepingCookies(), client.keepingCookies())
            for visitor in [client, ann] {
                _ = try await visitor.post("/set/", form: ["c": "who=ann; Path=/"])
            }
            let (own, others) = (try await ann.get("/").text, try await bob.get("/").text)
            #expect(own == "who=ann")
            #expect(others == "none")
            #expect(ann.cookie("who") == "ann")
            #expect(bob.cookie("who") == nil)
            #expect(client.cookie("who") == nil)
            #expect(try await client.get("/").text == "none")
            let given = try await ann.get("/", headers: [.cookie: "who=somebody"])
            #expect(given.text == "who=somebody")
        }
    }

    @Test(arguments: TestTransport.allCases)
    func formsAreReadAsTheyWereWritten(_ transport: TestTransport) async throws {
        var router = Router()
        router.post("/") { request, _ in
            try request.form().pairs.map { "\($0.name)→\($0.value)" }.joined(separator: "|")
        }
        router.post("/raw") { request, _ in request.body.string ?? "" }
        try await router.test(transport) { client in
            let text = try await client.post("/", form: ["a b": "1&2=3+%", "ü": "\n", "a b": ""])
            #expect(text.text == "a b→1&2=3+%|ü→\n|a b→")
            let raw = try await client.post("/raw", form: ["k*-._": "a b~é"])
            #expect(raw.text == "k*-._=a+b%7E%C3%A9")
            let put = try await client.put("/", body: .form(["a": "b"]))
            #expect(put.status == .methodNotAllowed)
        }
    }
}
