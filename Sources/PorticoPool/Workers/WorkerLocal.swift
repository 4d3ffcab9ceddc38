// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A value of which each Worker has its own, such as a connection to a database.
///
/// ```swift
/// let database = WorkerLocal { try Database(path: "shop.db") }
///
/// try await pool.run {
///     try database.withValue { try $0.count("orders") }
/// }
/// ```
/// The value is made on the Worker when a job first asks for it, and released on the Worker when that
/// ends, which may be after the release of this object. It never leaves its Worker, so it need not be
/// `Sendable`.
public final class WorkerLocal<Value>: Sendable {
    private let id: Int
    private let make: @Sendable () throws -> sending Value

    /// Makes a place per Worker; `make` is called on each Worker that asks, once unless it throws.
    public init(_ make: @escaping @Sendable () throws -> sending Value) {
        id = nextWorkerLocalID.add(1, ordering: .relaxed).newValue
        self.make = make
    }

    /// Runs `body` on the value of the Worker that the calling thread is.
    ///
    /// On a Worker, whatever its pool. Neither the value nor a reference to what it holds may leave
    /// `body`: the compiler sees to that. Throws ``PoolError/notOnWorker`` on any other thread, but for that of
    /// a handler under test without a server, and what the closure of ``init(_:)`` or `body` throws. Called within `body` again, it would find no value
    /// and make another one.
    public func withValue<Result>(
        _ body: (inout sending Value) throws -> sending Result
    ) throws -> sending Result {
        guard let worker = WorkerLoop.current else { return try withStandIn(body) }
        // Taken out meanwhile: nobody else reaches it.
        let kept = worker.locals.removeValue(forKey: id) as? WorkerValue<Value>
        let value = try kept ?? WorkerValue(make())
        defer { worker.locals[id] = value }
        return try value.withValue(body)
    }

    private func withStandIn<Result>(
        _ body: (inout sending Value) throws -> sending Result
    ) throws -> sending Result {
        guard let standIn = WorkerStandIn.current else { throw PoolError.notOnWorker }
        let kept = standIn.take(id) as? WorkerValue<Value>
        let value = try kept ?? WorkerValue(make())
        defer { standIn.put(value, id) }
        return try value.withValue(body)
    }
}

/// Tells all places apart, also after one of them has been released.
private let nextWorkerLocalID = Atomic(0)
