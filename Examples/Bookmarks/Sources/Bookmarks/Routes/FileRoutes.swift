// SPDX-License-Identifier: Apache-2.0
import Portico

/// Files of bookmarks: to the server as a form or as they are, and back.
///
/// The handlers that receive are async: while a client is slow, no Worker waits for it.
struct FileRoutes {
    let store: Store
    let files: FileStore

    func add(to router: inout Router) {
        router.get("/bookmarks/:id/file") { request, context in
            guard let file = try store.bookmark(context.bookmarkID).file else {
                throw HTTPError(.notFound, message: "this bookmark has no file")
            }
            return try files.response(with: file, to: request, context)
        }
        router.group { signedIn in
            signedIn.add(middleware: SignedInOnly())
            addUploads(to: &signedIn)
        }
    }

    private func addUploads(to router: inout Router) {
        // The boundaries of a form need some room, too.
        let form = BodyPolicy.stream(maxBytes: FileStore.maxBytes + 4096, deadline: .seconds(300))
        router.post("/bookmarks/:id/file", body: form) { request, context in
            for try await part in try request.multipart().parts {
                guard let name = part.filename else { continue }
                _ = try await receive(name: name, for: context.bookmarkID) { sink in
                    try await part.save(upTo: FileStore.maxBytes, to: sink)
                }
            }
            return try Response(redirect: .seeOther, to: "/")
        }
        let whole = BodyPolicy.stream(maxBytes: FileStore.maxBytes, deadline: .seconds(300))
        router.put("/api/bookmarks/:id/file", body: whole) { request, context in
            let name = try request.queryParameters.require("name")
            return try await receive(name: name, for: context.bookmarkID) { sink in
                for try await chunk in request.body.chunks { try sink(chunk) }
            }
        }
    }

    /// Receives a file, and puts it in the place of the one that the bookmark had.
    private func receive(
        name: String, for id: Int64,
        _ send: (_ sink: (_ chunk: [UInt8]) throws -> Void) async throws -> Void
    ) async throws -> Bookmark {
        guard 1...200 ~= name.utf16.count else {
            throw HTTPError.invalid(field: "file", reason: "it has no name")
        }
        // Who names none learns it before the file has come.
        _ = try store.bookmark(id)
        let file = try await files.receive(name: name, send)
        do {
            let (bookmark, old) = try store.setFile(file, of: id)
            if let old { files.remove(old.key) }
            return bookmark
        } catch {
            files.remove(file.key)
            throw error
        }
    }
}
