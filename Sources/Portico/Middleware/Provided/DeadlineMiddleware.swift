// SPDX-License-Identifier: Apache-2.0
import Libevent

/// Gives the handlers within a deadline of their own; a client that waits longer gets 503.
///
/// ```swift
/// router.group("/search") { search in
///     search.add(middleware: DeadlineMiddleware(.seconds(2)))
/// }
/// ```
/// The loop answers, as it does at ``Limits/handlerDeadline``, while the handler still runs. A plain handler is not
/// stopped, as Swift cannot, but ``Context/checkCancellation()`` throws in it, and the task of an async one is
/// cancelled; its answer is dropped.
///
/// Time counts from the last byte of the request, waiting for a Worker included. The loop knows the deadline once
/// this middleware has run, and not before: a request that still waits has ``Limits/maxQueueWait``. The innermost
/// deadline takes the place of those around it, and the server's holds beside it. The answer may be up to a second
/// late. Where the handler runs on the loop, there is nobody to look.
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
