// SPDX-License-Identifier: Apache-2.0
import Portico
import Testing

@testable import Bookmarks

@Suite(.timeLimit(.minutes(1))) struct PageTests {
    @Test func whatPeopleWriteStaysText() {
        let text = "<b title='a'>\"&\""
        let markup: HTML = "<p title=\"\(text)\">\(text)</p>"
        let escaped = "&lt;b title=&#39;a&#39;&gt;&quot;&amp;&quot;"
        #expect(markup.text == "<p title=\"\(escaped)\">\(escaped)</p>")
        let both: HTML = "\(markup)\([markup])\(7)"
        #expect(both.text == markup.text + markup.text + "7")
    }

    @Test func formsWorkWithoutScripts() async throws {
        try await withBookmarks { client in
            let client = try await client.signedIn(as: "Jürgen")
            let added = try await client.sendForm(
                "/bookmarks",
                ["url": "https://a.example", "title": "<b>", "note": "one\r\ntwo"])
            #expect(added.status == .seeOther)
            #expect(added.headers[.location] == "/")
            let page = try await client.get("/").text
            #expect(page.contains(">&lt;b&gt;</a>"))
            #expect(page.contains("<p class=\"note\">one\ntwo</p>"))
            #expect(page.contains("<span>Jürgen</span>"))

            #expect(
                try await client.sendForm(
                    "/bookmarks/1", ["url": "https://b.example", "title": "edited", "note": ""]
                ).status == .seeOther)
            #expect(try await client.get("/").text.contains(">edited</a>"))
            #expect(try await client.sendForm("/bookmarks/1/delete", [:]).status == .seeOther)
            #expect(try await client.get("/").text.contains("<li id") == false)
        }
    }

    @Test func aFormThatIsRefusedKeepsWhatWasWritten() async throws {
        try await withBookmarks { client in
            let reply = try await client.signedIn().sendForm(
                "/bookmarks", ["url": "javascript:alert(1)", "title": "My title", "note": ""])
            #expect(reply.status == .unprocessableContent)
            #expect(reply.text.contains("role=\"alert\">url: "))
            #expect(reply.text.contains("value=\"My title\""))
            #expect(reply.text.contains("value=\"javascript:alert(1)\""))
        }
    }

    @Test func errorsAreAPageForBrowsersAndJSONForOthers() async throws {
        try await withBookmarks { client in
            var client = client
            client.headers[.accept] = "text/html,*/*;q=0.8"
            let page = try await client.get("/api/bookmarks/7")
            #expect(page.status == .notFound)
            #expect(page.text.contains("<p>there is no such bookmark</p>"))
            client.headers[.accept] = "application/json"
            let problem = try await client.get("/api/bookmarks/7")
            #expect(problem.headers[.contentType] == "application/problem+json")
        }
    }

    @Test(arguments: ["/style.css", "/script.js", "/icon.svg", "/health"])
    func whatThePageNeedsIsThere(_ path: String) async throws {
        try await withBookmarks { client in
            let reply = try await client.get(path)
            #expect(reply.status == .ok)
        }
    }

    @Test func nothingFromElsewhereRunsInThePage() async throws {
        try await withBookmarks { client in
            let page = try await client.get("/")
            let policy = page.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("default-src 'self'") && !policy.contains("unsafe"))
            #expect(!page.text.contains("<style") && !page.text.contains("style=\""))
        }
    }
}
