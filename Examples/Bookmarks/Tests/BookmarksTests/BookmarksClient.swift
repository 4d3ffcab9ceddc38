// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico
import PorticoTesting
import Testing

@testable import Bookmarks

/// Asks an application of its own, whose folder goes when the test ends.
func withBookmarks(
    _ body: nonisolated(nonsending) (BookmarksClient) async throws -> Void
) async throws {
    let folder = try DataFolder(nil)
    defer { folder.removeIfTemporary() }
    let application = try Application(folder: folder.url)
    // Not `.router`: a connection to the database belongs to a Worker.
    try await application.makeRouter().test(.wire) { client in
        try await body(BookmarksClient(client: client, folder: folder.url))
    }
}

/// A client that may be signed in.
struct BookmarksClient {
    let client: TestClient
    let folder: URL
    var headers = HTTPFields()

    /// The same client with the session that it gets for `name`.
    func signedIn(as name: String = "Ada") async throws -> BookmarksClient {
        let reply = try await sendForm("/sign-in", "name=\(name)")
        let cookie = try #require(reply.headers[.setCookie])
        var client = self
        client.headers[.cookie] = String(cookie.prefix { $0 != ";" })
        return client
    }

    func get(_ uri: String) async throws -> TestResponse {
        try await client.get(uri, headers: headers)
    }

    func delete(_ uri: String) async throws -> TestResponse {
        try await client.delete(uri, headers: headers)
    }

    func send(
        _ method: HTTPRequest.Method, _ uri: String, _ body: [String: String]
    ) async throws -> TestResponse {
        try await client.execute(
            uri: uri, method: method, headers: headers, body: .json(body))
    }

    func sendForm(_ uri: String, _ form: String) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await client.post(uri, headers: headers, body: .text(form))
    }

    /// The names of the files that have been kept.
    var fileNames: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "files").path(percentEncoded: false))
        }
    }
}
