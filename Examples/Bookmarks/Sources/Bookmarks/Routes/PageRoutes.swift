// SPDX-License-Identifier: Apache-2.0
import Portico

/// The page and its forms, which work without scripts, too.
struct PageRoutes {
    let store: Store
    let files: FileStore

    func add(to router: inout Router) {
        router.get("/") { request, context in
            try page(context, request.decodeQuery(as: ListPage.Search.self)).html
        }
        router.group { signedIn in
            signedIn.add(middleware: SignedInOnly())
            addForms(to: &signedIn)
        }
    }

    private func addForms(to router: inout Router) {
        router.post("/bookmarks") { request, context in
            let draft = try request.decodeForm(as: Draft.self)
            do {
                _ = try store.add(draft, by: context.userName)
            } catch let error as HTTPError where error.status == .unprocessableContent {
                return try refusal(of: draft, error, context)
            }
            return try Response(redirect: .seeOther, to: "/")
        }
        router.post("/bookmarks/:id") { request, context in
            _ = try store.edit(context.bookmarkID, request.decodeForm())
            return try Response(redirect: .seeOther, to: "/")
        }
        router.post("/bookmarks/:id/delete") { _, context in
            if let file = try store.remove(context.bookmarkID).file { files.remove(file.key) }
            return try Response(redirect: .seeOther, to: "/")
        }
    }

    /// The form again, with what was sent in it.
    private func refusal(
        of draft: Draft, _ error: HTTPError, _ context: Context
    ) throws -> Response {
        var page = try page(context, ListPage.Search())
        page.refused = (draft, error.message ?? "")
        return Response(status: error.status, body: .html(page.html.text))
    }

    /// List and number of the last change are read at once: nothing can come between them.
    private func page(_ context: Context, _ search: ListPage.Search) throws -> ListPage {
        try store.read { database in
            ListPage(
                session: context[Session.self],
                bookmarks: try Store.bookmarks(
                    in: database, matching: search.q ?? "", before: search.before,
                    limit: ListPage.Search.limit),
                lastChange: try Store.lastChange(in: database),
                search: search)
        }
    }
}

extension Context {
    /// The number in the path of a route below `/bookmarks/:id`.
    var bookmarkID: Int64 {
        get throws { try parameters.require("id", as: Int64.self) }
    }
}
