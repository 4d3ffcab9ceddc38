// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

// The usual methods by name, for plain and for async handlers: ``Router/on(_:_:_:)`` in short.

extension Router {
    /// Adds a GET route whose handler runs on a Worker and may block it.
    public mutating func get<Answer: ResponseGenerator>(
        _ pattern: String, _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        on(.get, pattern, body)
    }

    /// Adds a GET route whose handler runs as a task on the pool.
    public mutating func get<Answer: ResponseGenerator>(
        _ pattern: String, _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        on(.get, pattern, body)
    }

    /// Adds a GET route whose handler runs where `thread` says: on the loop even while every Worker is
    /// busy.
    public mutating func get<Answer: ResponseGenerator>(
        _ pattern: String, runsOn thread: HandlerThread,
        _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        on(.get, pattern, runsOn: thread, body)
    }

    /// Adds a POST route whose handler runs on a Worker and may block it.
    public mutating func post<Answer: ResponseGenerator>(
        _ pattern: String, _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        on(.post, pattern, body)
    }

    /// Adds a POST route whose handler runs as a task on the pool.
    public mutating func post<Answer: ResponseGenerator>(
        _ pattern: String, _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        on(.post, pattern, body)
    }

    /// Adds a PUT route whose handler runs on a Worker and may block it.
    public mutating func put<Answer: ResponseGenerator>(
        _ pattern: String, _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        on(.put, pattern, body)
    }

    /// Adds a PUT route whose handler runs as a task on the pool.
    public mutating func put<Answer: ResponseGenerator>(
        _ pattern: String, _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        on(.put, pattern, body)
    }

    /// Adds a PATCH route whose handler runs on a Worker and may block it.
    public mutating func patch<Answer: ResponseGenerator>(
        _ pattern: String, _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        on(.patch, pattern, body)
    }

    /// Adds a PATCH route whose handler runs as a task on the pool.
    public mutating func patch<Answer: ResponseGenerator>(
        _ pattern: String, _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        on(.patch, pattern, body)
    }

    /// Adds a DELETE route whose handler runs on a Worker and may block it.
    public mutating func delete<Answer: ResponseGenerator>(
        _ pattern: String, _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        on(.delete, pattern, body)
    }

    /// Adds a DELETE route whose handler runs as a task on the pool.
    public mutating func delete<Answer: ResponseGenerator>(
        _ pattern: String, _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        on(.delete, pattern, body)
    }
}
