// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico
import PorticoTesting
import Testing

@testable import Bookmarks

/// Asks an application of its own, whose folder goes when the test ends.
///
/// Most tests need no server; `.wire` is for what connections do.
func withBookmarks(
    _ transport: TestTransport = .router,
    _ body: nonisolated(nonsending) (BookmarksClient) async throws -> Void
) async throws {
    let folder = try DataFolder(nil)
    defer { folder.removeIfTemporary() }
    let application = try Application(folder: folder.url)
    try await application.makeRouter().test(transport) { client in
        try await body(BookmarksClient(client: client, folder: folder.url))
    }
}

/// A visitor, who may be signed in.
struct BookmarksClient {
    let client: TestClient
    let folder: URL
    var headers = HTTPFields()

    /// Another visitor, with the session that it gets for `name`.
    func signedIn(as name: String = "Ada") async throws -> BookmarksClient {
        let visitor = BookmarksClient(client: client.keepingCookies(), folder: folder)
        _ = try await visitor.sendForm("/sign-in", ["name": name])
        _ = try #require(visitor.sessionCookie)
        return visitor
    }

    /// What stands in the cookie of the session; nil for who is not signed in.
    var sessionCookie: String? { client.cookie("__Host-session") }

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

    func sendForm(
        _ uri: String, _ form: KeyValuePairs<String, String>
    ) async throws -> TestResponse {
        try await client.post(uri, headers: headers, form: form)
    }

    /// The names of the files that have been kept.
    var fileNames: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "files").path(percentEncoded: false))
        }
    }
}
