// SPDX-License-Identifier: Apache-2.0
import GRDB

extension Store {
    /// The number of the last change; 0 before the first one.
    static func lastChange(in database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'change'")
            ?? 0
    }

    /// What has changed after the change with that number; a bookmark comes once, as it is now.
    func news(after last: Int64) throws -> News {
        try read { database in
            let newest = try Self.lastChange(in: database)
            let oldest =
                try Int64.fetchOne(database, sql: "SELECT min(id) FROM change") ?? newest + 1
            guard oldest - 1...newest ~= last else {
                return News(changes: [], last: newest, isComplete: false)
            }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT bookmarkID, bookmark.* FROM
                        (SELECT bookmarkID, max(id) AS changeID FROM change WHERE id > ? GROUP BY bookmarkID)
                    LEFT JOIN bookmark ON bookmark.id = bookmarkID ORDER BY changeID
                    """, arguments: [last])
            let changes = rows.map { row -> Change in
                row["id"] == nil ? .removed(row["bookmarkID"]) : .put(Bookmark(row: row))
            }
            return News(changes: changes, last: newest)
        }
    }
}
