// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import Synchronization

// A call begins on a loop, when a request is given to a handler, and ends when its loop has heard of
// the handler's end; once the loop is no more, on the thread of the handler.

/// How many requests are with handlers, waiting ones included, over all loops of a server.
///
/// Any thread may call.
final class CallCount: Sendable {
    private let count = Atomic(0)
    /// Whether somebody waits for the last one to end.
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

    /// Counts so many calls less.
    func end(_ ended: Int) {
        // Either this sees that somebody waits, or the one who waits sees the new count.
        let left = count.subtract(ended, ordering: .sequentiallyConsistent).newValue
        guard left == 0, isAwaited.load(ordering: .sequentiallyConsistent) else { return }
        // Who has looked at the count and found it too high sleeps by the time that this is free.
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
