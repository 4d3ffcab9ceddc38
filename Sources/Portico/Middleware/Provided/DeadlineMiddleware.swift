// SPDX-License-Identifier: Apache-2.0
import Libevent

/// Gives the handlers within a deadline of their own; a client that waits longer gets 503.
///
/// ```swift
/// router.group("/search") { search in
///     search.add(middleware: DeadlineMiddleware(.seconds(2)))
/// }
/// ```
/// It counts from the last byte of the request, waiting for a Worker included, and does what
/// ``Limits/handlerDeadline`` does: the loop answers, so it comes while the handler still runs. A plain handler
/// is not stopped, as Swift cannot, but ``Context/checkCancellation()`` throws in it, and the task of an async one is
/// cancelled; its answer is dropped. The earlier of several deadlines counts for the server's and the last one's.
/// The loop looks at least twice a second, so it may be up to a second late. It begins when this middleware
/// runs: a request that still waits for a Worker has ``Limits/maxQueueWait``.
public struct DeadlineMiddleware: Middleware {
    private let deadline: Duration

    /// Takes how long a request may take from its last byte to its answer.
    ///
    /// - Precondition: `deadline` is more than zero.
    public init(_ deadline: Duration) {
        precondition(
            deadline > .zero, "no handler is done within \(deadline); choose more than zero")
        self.deadline = deadline
    }

    /// Tells the loop.
    public func receive(
        _ request: inout Request, _ context: inout Context
    ) -> MiddlewareStep<Void> {
        context.received.setHandlerDeadline(deadline)
        return .next()
    }
}
