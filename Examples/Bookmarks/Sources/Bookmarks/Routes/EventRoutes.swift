// SPDX-License-Identifier: Apache-2.0
import Portico

/// Tells open pages what has changed, as server-sent events.
struct EventRoutes {
    let store: Store

    func add(to router: inout Router) {
        router.get("/events") { request, context in
            // A browser that lost the connection says what it had; a page that has just been made, what it shows.
            let last =
                try request.lastEventID.flatMap { Int64($0) }
                ?? request.queryParameters.require("after", as: Int64.self)
            let canEdit = context[Session.self] != nil
            return Response.events { events in
                try await send(to: events, after: last, canEdit: canEdit)
            }
        }
    }

    /// Holds no Worker while nothing changes; the reads between two waits block one.
    private func send(to events: EventStream, after last: Int64, canEdit: Bool) async throws {
        var last = last
        for await _ in store.changes.values() {
            let news = try store.news(after: last)
            guard news.isComplete else {
                return try await events.send(data: "", event: "reload")
            }
            for change in news.changes {
                try await send(change, to: events, canEdit: canEdit)
            }
            // After the last one: who missed a part of them gets all of them again, which does no harm.
            if news.last > last { try await events.send(data: nil, id: "\(news.last)") }
            last = news.last
        }
    }

    private func send(_ change: Change, to events: EventStream, canEdit: Bool) async throws {
        switch change {
        case .put(let bookmark):
            let item = BookmarkItem(bookmark, canEdit: canEdit)
            try await events.send(data: item.html.text, event: "put")
        case .removed(let id):
            try await events.send(data: "bookmark-\(id)", event: "removed")
        }
    }
}
