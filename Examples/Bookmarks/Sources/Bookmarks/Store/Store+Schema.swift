// SPDX-License-Identifier: Apache-2.0
import GRDB

extension Store {
    /// How the schema came to be; a step that has been released is never changed, a new one follows.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("bookmarks and sessions") { try $0.execute(sql: tables) }
        migrator.registerMigration("changes") { try $0.execute(sql: changeLog) }
        return migrator
    }

    private static let tables = """
        CREATE TABLE bookmark (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            url TEXT NOT NULL,
            title TEXT NOT NULL,
            note TEXT NOT NULL,
            addedBy TEXT NOT NULL,
            addedAt DATETIME NOT NULL,
            fileKey TEXT,
            fileName TEXT,
            fileBytes INTEGER
        );
        CREATE TABLE session (
            token TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            endsAt DATETIME NOT NULL
        );
        """

    /// Which bookmark has changed, in the order of the changes: SQLite itself writes it, so that no
    /// change is forgotten, and keeps the last 1,000.
    private static let changeLog = """
        CREATE TABLE change (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            bookmarkID INTEGER NOT NULL
        );
        CREATE TRIGGER bookmarkAdded AFTER INSERT ON bookmark BEGIN
            INSERT INTO change (bookmarkID) VALUES (new.id);
        END;
        CREATE TRIGGER bookmarkEdited AFTER UPDATE ON bookmark BEGIN
            INSERT INTO change (bookmarkID) VALUES (new.id);
        END;
        CREATE TRIGGER bookmarkRemoved AFTER DELETE ON bookmark BEGIN
            INSERT INTO change (bookmarkID) VALUES (old.id);
        END;
        CREATE TRIGGER changeForgotten AFTER INSERT ON change BEGIN
            DELETE FROM change WHERE id <= new.id - 1000;
        END;
        """
}
