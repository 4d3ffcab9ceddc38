// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoPool

/// A reply that a task waits for; ends once: with it, or with nil when it is not waited for any longer.
final class PendingReply: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<DirectExchange.Reply?, Never>)
        case ended(DirectExchange.Reply?)
    }

    private let state = Guarded(State.open)

    /// Ends it, unless it has ended.
    func end(with reply: DirectExchange.Reply?) {
        let waiter = state.withLock { state -> CheckedContinuation<DirectExchange.Reply?, Never>? in
            switch state {
            case .ended: return nil
            case .open:
                state = .ended(reply)
                return nil
            case .awaited(let waiter):
                state = .ended(reply)
                return waiter
            }
        }
        waiter?.resume(returning: reply)
    }

    /// Suspends until it has ended; a task that is cancelled ends it with nil.
    func value() async -> DirectExchange.Reply? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let ended = state.withLock { state -> DirectExchange.Reply?? in
                    if case .ended(let reply) = state { return .some(reply) }
                    state = .awaited(waiter)
                    return nil
                }
                if let ended { waiter.resume(returning: ended) }
            }
        } onCancel: {
            end(with: nil)
        }
    }
}
