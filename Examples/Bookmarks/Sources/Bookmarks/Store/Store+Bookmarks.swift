// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Portico

extension Store {
    /// The newest bookmarks that have `text` in them, from the one below `before` on.
    func bookmarks(
        matching text: String = "", before: Int64? = nil, limit: Int = 50
    ) throws -> [Bookmark] {
        try read { try Self.bookmarks(in: $0, matching: text, before: before, limit: limit) }
    }

    static func bookmarks(
        in database: Database, matching text: String, before: Int64?, limit: Int
    ) throws -> [Bookmark] {
        try SQLRequest<Bookmark>(
            literal: """
                SELECT * FROM bookmark
                WHERE id < \(before ?? .max)
                    AND (instr(lower(title), lower(\(text))) OR instr(lower(url), lower(\(text)))
                        OR instr(lower(note), lower(\(text))))
                ORDER BY id DESC LIMIT \(limit)
                """
        ).fetchAll(database)
    }

    /// The bookmark with that number.
    ///
    /// - Throws: 404 if there is none.
    func bookmark(_ id: Int64) throws -> Bookmark {
        try found(
            read {
                try SQLRequest<Bookmark>(literal: "SELECT * FROM bookmark WHERE id = \(id)")
                    .fetchOne($0)
            })
    }

    /// Adds what `draft` says.
    ///
    /// - Throws: 422 if it cannot be kept.
    func add(_ draft: Draft, by name: String) throws -> Bookmark {
        let draft = try draft.validated()
        return try found(
            changeOne(
                """
                INSERT INTO bookmark (url, title, note, addedBy, addedAt)
                VALUES (\(draft.url), \(draft.title), \(draft.note ?? ""), \(name), \(Date()))
                RETURNING *
                """))
    }

    /// Makes the bookmark with that number what `draft` says.
    ///
    /// - Throws: 422 if it cannot be kept, 404 if there is no such bookmark.
    func edit(_ id: Int64, _ draft: Draft) throws -> Bookmark {
        let draft = try draft.validated()
        return try found(
            changeOne(
                """
                UPDATE bookmark
                SET url = \(draft.url), title = \(draft.title), note = \(draft.note ?? "")
                WHERE id = \(id) RETURNING *
                """))
    }

    /// Gives the bookmark with that number a file; `old` is the one that it had until then.
    ///
    /// - Throws: 404 if there is no such bookmark.
    func setFile(
        _ file: Attachment, of id: Int64
    ) throws -> (bookmark: Bookmark, old: Attachment?) {
        let (before, after) = try write { database in
            (
                try SQLRequest<Bookmark>(
                    literal: "SELECT * FROM bookmark WHERE id = \(id)"
                ).fetchOne(database),
                try SQLRequest<Bookmark>(
                    literal: """
                        UPDATE bookmark
                        SET fileKey = \(file.key), fileName = \(file.name), fileBytes = \(file.bytes)
                        WHERE id = \(id) RETURNING *
                        """
                ).fetchOne(database)
            )
        }
        changes.send()
        return (try found(after), before?.file)
    }

    /// Removes the bookmark with that number; what it was is returned.
    ///
    /// - Throws: 404 if there is none.
    func remove(_ id: Int64) throws -> Bookmark {
        try found(changeOne("DELETE FROM bookmark WHERE id = \(id) RETURNING *"))
    }

    /// Writes with a statement that returns the bookmark, and then tells the open pages.
    private func changeOne(_ sql: SQL) throws -> Bookmark? {
        let bookmark = try write { try SQLRequest<Bookmark>(literal: sql).fetchOne($0) }
        changes.send()
        return bookmark
    }

    private func found(_ bookmark: Bookmark?) throws(HTTPError) -> Bookmark {
        guard let bookmark else { throw HTTPError(.notFound, message: "there is no such bookmark") }
        return bookmark
    }
}
