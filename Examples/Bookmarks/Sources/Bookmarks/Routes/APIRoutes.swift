// SPDX-License-Identifier: Apache-2.0
import Portico

/// The bookmarks as JSON.
struct APIRoutes {
    let store: Store
    let files: FileStore

    private struct Query: Decodable {
        var q: String?
        var before: Int64?
        var limit: Int?
    }

    func add(to router: inout Router) {
        router.group("/api/bookmarks") { api in
            api.add(middleware: ETagMiddleware())
            api.get("/") { request, _ in
                let query = try request.decodeQuery(as: Query.self)
                return try Response(
                    json: store.bookmarks(
                        matching: query.q ?? "", before: query.before,
                        limit: min(max(query.limit ?? 50, 1), 200)))
            }
            api.get("/:id") { _, context in try store.bookmark(context.bookmarkID) }
            api.group { signedIn in
                signedIn.add(middleware: SignedInOnly())
                addWrites(to: &signedIn)
            }
        }
    }

    private func addWrites(to api: inout Router) {
        api.post("/") { request, context in
            let bookmark = try store.add(request.decode(), by: context.userName)
            return try Response(
                json: bookmark, status: .created,
                headers: [.location: "/api/bookmarks/\(bookmark.id)"])
        }
        api.put("/:id") { request, context in
            try store.edit(context.bookmarkID, request.decode())
        }
        api.delete("/:id") { _, context in
            if let file = try store.remove(context.bookmarkID).file { files.remove(file.key) }
            return HTTPResponse.Status.noContent
        }
    }
}
