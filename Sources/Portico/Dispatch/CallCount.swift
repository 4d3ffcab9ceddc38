// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import Synchronization

// A call begins on a loop, when a request is given to a handler, and ends when its loop learns of the
// handler's end; if the loop has ended before, on the thread of the handler.

/// How many requests are with handlers, waiting ones included, over all loops of a server.
///
/// From any thread.
final class CallCount: Sendable {
    private let count = Atomic(0)
    /// Whether a thread waits for the last one to end.
    private let isAwaited = Atomic(false)
    private let lock = Guarded(false)
    private let changed = PosixCondition()

    var value: Int { count.load(ordering: .relaxed) }

    /// Counts one call more; false, and nothing done, when there are `limit` already.
    func begin(atMost limit: Int) -> Bool {
        guard count.add(1, ordering: .relaxed).newValue > limit else { return true }
        count.subtract(1, ordering: .relaxed)
        return false
    }

    /// Takes `ended` calls off the count.
    func end(_ ended: Int) {
        // Either this sees that a thread waits, or that thread sees the new count.
        let left = count.subtract(ended, ordering: .sequentiallyConsistent).newValue
        guard left == 0, isAwaited.load(ordering: .sequentiallyConsistent) else { return }
        // A thread that has found the count too high sleeps by the time that this lock is free.
        lock.withLock { _ in }
        changed.broadcast()
    }

    /// Blocks until no call is left, or until `deadline`.
    func waitUntilNone(until deadline: ContinuousClock.Instant) {
        isAwaited.store(true, ordering: .sequentiallyConsistent)
        lock.withLock(waitingOn: changed) { _ in
            let rest = deadline - .now
            guard rest > .zero else { return .over }
            return count.load(ordering: .sequentiallyConsistent) == 0 ? .over : .atMost(rest)
        } _: { _ in
        }
    }
}
