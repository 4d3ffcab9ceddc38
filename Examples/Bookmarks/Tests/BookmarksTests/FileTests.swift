// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoTesting
import Testing

@testable import Bookmarks

@Suite(.timeLimit(.minutes(1))) struct FileTests {
    private func withBookmark(
        _ transport: TestTransport = .router,
        _ body: nonisolated(nonsending) (BookmarksClient) async throws -> Void
    ) async throws {
        try await withBookmarks(transport) { client in
            let client = try await client.signedIn()
            _ = try await client.send(
                .post, "/api/bookmarks", ["url": "https://a.example", "title": "a"])
            try await body(client)
        }
    }

    private func upload(
        _ client: BookmarksClient, _ name: String, _ body: TestBody
    ) async throws -> TestResponse {
        try await client.client.put(
            "/api/bookmarks/1/file?name=\(name)", headers: client.headers, body: body)
    }

    @Test func aFileComesBackAsItWas() async throws {
        try await withBookmark { client in
            let pieces = (0..<40).map { [UInt8](repeating: UInt8($0), count: 10_000) }
            let bookmark: ReadBookmark =
                try await upload(client, "a%22b.html", .chunks(pieces)).decode()
            #expect(bookmark.file == ReadBookmark.File(name: "a\"b.html", bytes: 400_000))
            let file = try await client.get("/bookmarks/1/file")
            #expect(file.body == Array(pieces.joined()))
            // Never shown: it could be a page with scripts.
            #expect(file.headers[.contentDisposition]?.hasPrefix("attachment; ") == true)
            #expect(file.headers[.contentType] == "application/octet-stream")
        }
    }

    @Test func aFormSendsOneToo() async throws {
        try await withBookmark { client in
            var headers = client.headers
            headers[.contentType] = "multipart/form-data; boundary=x"
            let form =
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../b.txt\"\r\n\r\n"
                + "hello\r\n--x--\r\n"
            let reply = try await client.client.post(
                "/bookmarks/1/file", headers: headers, body: .text(form))
            #expect(reply.status == .seeOther, "\(reply.text)")
            let file = try await client.get("/bookmarks/1/file")
            #expect(file.text == "hello")
            #expect(file.headers[.contentDisposition] == "attachment; filename=\"b.txt\"")
        }
    }

    @Test func whatIsReplacedOrRemovedLeavesNoFile() async throws {
        try await withBookmark { client in
            _ = try await upload(client, "one", "1")
            _ = try await upload(client, "two", "2")
            #expect(try client.fileNames.count == 1)
            #expect(try await client.get("/bookmarks/1/file").text == "2")
            _ = try await client.delete("/api/bookmarks/1")
            #expect(try client.fileNames == [])
        }
    }

    @Test func oneThatIsTooLargeLeavesNothing() async throws {
        try await withBookmark(.wire) { client in
            let pieces = Array(
                repeating: [UInt8](repeating: 0, count: 1 << 20), count: FileStore.maxBytes >> 20)
            let reply = try await upload(client, "big", .chunks(pieces + [[0]]))
            #expect(reply.status == .contentTooLarge)
            // The loop has answered; the handler learns of it, and cleans up, when it reads on.
            while try !client.fileNames.isEmpty {
                try Task.checkCancellation()
                await Task.yield()
            }
            #expect(try await client.get("/bookmarks/1/file").status == .notFound)
        }
    }

    @Test func thereIsNoneWithoutABookmark() async throws {
        try await withBookmark { client in
            let reply = try await client.client.put(
                "/api/bookmarks/2/file?name=a", headers: client.headers, body: "a")
            #expect(reply.status == .notFound)
            #expect(try client.fileNames == [])
        }
    }
}
