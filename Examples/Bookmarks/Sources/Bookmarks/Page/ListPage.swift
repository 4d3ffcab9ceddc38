// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The one page: what has been kept, a search, and a form for the next one.
struct ListPage {
    var session: Session?
    var bookmarks: [Bookmark]
    /// The last change that is in `bookmarks`; live updates go on from there.
    var lastChange: Int64
    var search = Search()
    /// What was sent and could not be kept, with the reason.
    var refused: (draft: Draft, reason: String)?

    /// What the list is limited to.
    struct Search: Sendable, Equatable, Decodable {
        static let limit = 50
        var q: String?
        var before: Int64?

        /// Whether this is the beginning of the whole list, which new bookmarks belong to.
        var isStart: Bool { q == nil && before == nil }
    }

    var html: HTML {
        Layout(
            title: "Bookmarks", session: session,
            content: """
                <main>
                <aside>\(session == nil ? signIn : add)</aside>
                <section>
                <form class="search" role="search">
                <input type="search" name="q" value="\(search.q ?? "")" placeholder="Search" aria-label="Search">
                <button class="quiet">Search</button>
                <span id="live" hidden>Live</span>
                </form>
                <ul id="list" data-change="\(lastChange)" data-start="\(search.isStart ? "yes" : "no")">
                \(bookmarks.map { BookmarkItem($0, canEdit: session != nil).html })
                </ul>
                <p class="empty soft">\(search.q == nil ? "Nothing here yet." : "Nothing found.")</p>
                \(older)
                </section>
                </main>
                """
        ).html
    }

    private var signIn: HTML {
        """
        <form class="card" method="post" action="/sign-in">
        <h2>Sign in</h2>
        <p class="soft">Everybody may read. Say who you are to add and edit.</p>
        <label>Your name <input name="name" required maxlength="40" autocomplete="username"></label>
        <button>Sign in</button>
        </form>
        """
    }

    private var add: HTML {
        """
        <form class="card" method="post" action="/bookmarks">
        <h2>Add a bookmark</h2>
        \(refusal)
        \(BookmarkFields(refused?.draft).html)
        <button>Add</button>
        </form>
        """
    }

    private var refusal: HTML {
        guard let refused else { return "" }
        return "<p class=\"refused\" role=\"alert\">\(refused.reason)</p>"
    }

    /// A link to the rest of a list that is full.
    private var older: HTML {
        guard bookmarks.count == Search.limit, let last = bookmarks.last else { return "" }
        var query = "before=\(last.id)"
        if let text = search.q?.addingPercentEncoding(withAllowedCharacters: .alphanumerics) {
            query += "&q=\(text)"
        }
        return "<p><a href=\"/?\(query)\">Older</a></p>"
    }
}
