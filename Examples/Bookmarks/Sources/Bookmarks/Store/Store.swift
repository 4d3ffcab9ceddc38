// SPDX-License-Identifier: Apache-2.0
import GRDB
import Portico

/// Everything that is kept, in one SQLite file.
///
/// Each Worker has a connection of its own: they read at the same time, and writers wait for each other in
/// SQLite. GRDB blocks its thread meanwhile, which is what Workers are for.
struct Store: Sendable {
    /// Tells the open pages that bookmarks have changed.
    let changes = ChangeSignal()
    private let connection: WorkerLocal<DatabaseQueue>

    /// Opens the file at `path`, which is made if it is not there, and brings its schema up to date.
    init(path: String) throws {
        try Self.migrator.migrate(Self.open(path))
        connection = WorkerLocal { try Self.open(path) }
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        // Readers and a writer do not hold each other up.
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    // MARK: On a Worker

    /// Reads; all that `body` sees is of one moment.
    func read<Value: Sendable>(_ body: (Database) throws -> Value) throws -> Value {
        try connection.withValue { try $0.read(body) }
    }

    /// Writes all that `body` writes, or nothing if it throws.
    func write<Value: Sendable>(_ body: (Database) throws -> Value) throws -> Value {
        try connection.withValue { try $0.write(body) }
    }
}
