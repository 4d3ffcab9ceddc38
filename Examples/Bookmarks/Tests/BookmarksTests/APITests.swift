// SPDX-License-Identifier: Apache-2.0
import Portico
import Testing

@testable import Bookmarks

@Suite(.timeLimit(.minutes(1))) struct APITests {
    private static let swift = ["url": " https://swift.org ", "title": "Swift"]

    @Test func keepsWhatIsAddedEditedAndDeleted() async throws {
        try await withBookmarks { client in
            let client = try await client.signedIn()
            let added = try await client.send(.post, "/api/bookmarks", Self.swift)
            #expect(added.status == .created)
            #expect(added.headers[.location] == "/api/bookmarks/1")
            let bookmark = ReadBookmark(
                id: 1, url: "https://swift.org", title: "Swift", note: "", addedBy: "Ada")
            #expect(try added.decode() == bookmark)
            #expect(try await client.get("/api/bookmarks/1").decode() == bookmark)

            let edit = ["url": "https://swift.org", "title": "Swift.org", "note": "start here"]
            let edited: ReadBookmark = try await client.send(.put, "/api/bookmarks/1", edit)
                .decode()
            #expect(edited.title == "Swift.org" && edited.note == "start here")
            #expect(try await client.get("/api/bookmarks").decode() == [edited])

            #expect(try await client.delete("/api/bookmarks/1").status == .noContent)
            #expect(try await client.delete("/api/bookmarks/1").status == .notFound)
            #expect(try await client.get("/api/bookmarks").text == "[]")
        }
    }

    @Test func listsTheNewestFirstAndFindsText() async throws {
        try await withBookmarks { client in
            let client = try await client.signedIn()
            for name in ["one", "two", "three"] {
                _ = try await client.send(
                    .post, "/api/bookmarks", ["url": "https://\(name).example", "title": name])
            }
            func ids(_ query: String) async throws -> [Int] {
                let found: [ReadBookmark] =
                    try await client.get("/api/bookmarks\(query)").decode()
                return found.map(\.id)
            }
            #expect(try await ids("") == [3, 2, 1])
            #expect(try await ids("?limit=2") == [3, 2])
            #expect(try await ids("?before=3&limit=1") == [2])
            #expect(try await ids("?q=TWO.EX") == [2])
            // What stands for any text in LIKE stands for itself.
            #expect(try await ids("?q=%25") == [])
            #expect(try await client.get("/api/bookmarks?limit=x").status == .badRequest)
        }
    }

    @Test func whoHasTheListAlreadyIsToldSo() async throws {
        try await withBookmarks { client in
            var client = try await client.signedIn()
            _ = try await client.send(.post, "/api/bookmarks", Self.swift)
            let tag = try #require(try await client.get("/api/bookmarks").headers[.eTag])
            client.headers[.ifNoneMatch] = tag
            #expect(try await client.get("/api/bookmarks").status == .notModified)
            _ = try await client.send(.post, "/api/bookmarks", Self.swift)
            #expect(try await client.get("/api/bookmarks").status == .ok)
        }
    }

    @Test(arguments: [
        (["url": "https://a.example"], "title: it is missing"),
        (["url": "javascript:alert(1)", "title": "a"], "url: an address that begins with"),
        (["url": "https://", "title": "a"], "url: an address that begins with"),
        (["url": "https://a.example", "title": " "], "title: 1 to 200 characters are expected"),
        (
            // One character for Swift.
            ["url": "https://a.example", "title": "e" + String(repeating: "\u{301}", count: 200)],
            "title: 1 to 200 characters are expected"
        ),
    ])
    func namesTheFieldThatIsWrong(_ body: [String: String], _ reason: String) async throws {
        try await withBookmarks { client in
            var visitor = try await client.signedIn()
            visitor.headers[.accept] = "application/json"
            let reply = try await visitor.send(.post, "/api/bookmarks", body)
            #expect(reply.status == .unprocessableContent)
            let field = reason.prefix { $0 != ":" }
            #expect(reply.text.contains("\"field\":\"\(field)\""), "\(reply.text)")
            #expect(reply.text.contains(reason), "\(reply.text)")
        }
    }

    @Test func everybodyReadsAndOnlyThoseWhoSignInWrite() async throws {
        try await withBookmarks { client in
            #expect(try await client.get("/api/bookmarks").status == .ok)
            #expect(
                try await client.send(.post, "/api/bookmarks", Self.swift).status == .unauthorized)
            #expect(try await client.sendForm("/bookmarks", ["url": "a"]).status == .unauthorized)
            let known = try await client.signedIn()
            #expect(try await known.send(.post, "/api/bookmarks", Self.swift).status == .created)
            let cookie = try #require(known.sessionCookie)
            #expect(try await known.sendForm("/sign-out", [:]).status == .seeOther)
            #expect(known.sessionCookie == nil)
            // The session is over, and not its cookie alone.
            var old = known
            old.headers[.cookie] = "__Host-session=\(cookie)"
            #expect(try await old.delete("/api/bookmarks/1").status == .unauthorized)
        }
    }

    @Test(arguments: [
        ("Sec-Fetch-Site", "same-origin", true), ("Sec-Fetch-Site", "same-site", false),
        ("Sec-Fetch-Site", "cross-site", false), ("Origin", "http://localhost", true),
        ("Origin", "http://localhost.example", false), ("Origin", "null", false),
    ])
    func refusesWhatAnotherSitesPageSends(
        _ name: String, _ value: String, _ isAccepted: Bool
    ) async throws {
        try await withBookmarks { client in
            var client = try await client.signedIn()
            client.headers[try #require(HTTPField.Name(name))] = value
            let reply = try await client.send(.post, "/api/bookmarks", Self.swift)
            #expect(reply.status == (isAccepted ? .created : .forbidden))
            #expect(try await client.get("/api/bookmarks").status == .ok)
        }
    }
}
