// SPDX-License-Identifier: Apache-2.0

// What answers requests that no route is for.

extension Router {
    /// Answers requests that no route is for, whatever their method, on a Worker.
    ///
    /// - Precondition: There is no fallback yet.
    public mutating func fallback<Answer: ResponseGenerator>(
        _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        fallback(handler: Handler(body))
    }

    /// Answers requests that no route is for, whatever their method, in a task on the pool.
    ///
    /// - Precondition: There is no fallback yet.
    public mutating func fallback<Answer: ResponseGenerator>(
        _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        fallback(handler: Handler(body))
    }

    /// Has `handler` answer requests that no route is for, whatever their method.
    ///
    /// Where another method has a route, 405 and the answer to OPTIONS stay. The middleware of the router is
    /// around it.
    ///
    /// - Precondition: There is no fallback yet. The handler runs where the engine says, receives bodies as
    ///   the server's limits say, and so do the routes of a router.
    public mutating func fallback(handler: Handler) {
        precondition(fallbacks.isEmpty, "the router has a fallback already")
        precondition(
            handler.loopRouter == nil && handler.bodyRouter == nil && handler.bodyPolicy == nil
                && handler.thread == .engine,
            "the fallback of a router neither runs on the loop nor says how bodies are received")
        fallbacks = [handler]
    }
}
