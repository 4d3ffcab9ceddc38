// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Wakes those who wait for a change.
///
/// It says only that there is one: the database knows which.
final class ChangeSignal: Sendable {
    private struct Waiters {
        var nextID = 0
        var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let waiters = Mutex(Waiters())

    /// An element now, and one whenever something has changed since the last one was taken.
    func values() -> AsyncStream<Void> {
        // However much changes while nobody looks, one element waits.
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = waiters.withLock { waiters in
            waiters.nextID += 1
            waiters.continuations[waiters.nextID] = continuation
            return waiters.nextID
        }
        continuation.onTermination = { [self] _ in
            waiters.withLock { $0.continuations[id] = nil }
        }
        continuation.yield()
        return stream
    }

    /// Says that something has changed.
    func send() {
        for continuation in waiters.withLock({ Array($0.continuations.values) }) {
            continuation.yield()
        }
    }

    /// How many wait.
    var waiterCount: Int { waiters.withLock { $0.continuations.count } }
}
