// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A route as an observer is told of it: one object for each, so that noting it costs a reference.
package final class RouteName: Sendable {
    package let pattern: String

    package init(_ pattern: String) { self.pattern = pattern }
}

/// What is noted of a handler for an observer; nothing when there is none.
struct HandlingNotes: ~Copyable, Sendable {
    private let name = AtomicLazyReference<RouteName>()
    /// In nanoseconds; negative until the handler begins.
    private let wait = Atomic<Int64>(-1)
    /// In nanoseconds; negative until the handler has ended.
    private let run = Atomic<Int64>(-1)

    // MARK: From any thread

    /// The first one that was found.
    var route: RouteName? { name.load() }

    /// How long the request waited for its handler; nil when none has begun.
    var queueWait: Duration? {
        let nanoseconds = wait.load(ordering: .acquiring)
        return nanoseconds < 0 ? nil : .nanoseconds(nanoseconds)
    }

    /// How long the handler ran; nil when none has ended.
    var runTime: Duration? {
        let nanoseconds = run.load(ordering: .acquiring)
        return nanoseconds < 0 ? nil : .nanoseconds(nanoseconds)
    }

    // MARK: On the thread of the handler

    func noteRoute(_ route: RouteName) { _ = name.storeIfNil(route) }

    func noteBegin(after queueWait: Duration) {
        wait.store(max(0, Int64(queueWait / .nanoseconds(1))), ordering: .releasing)
    }

    func noteEnd(receivedAt: ContinuousClock.Instant) {
        let wait = wait.load(ordering: .relaxed)
        guard wait >= 0, run.load(ordering: .relaxed) < 0 else { return }
        let whole = Int64((ContinuousClock.now - receivedAt) / .nanoseconds(1))
        run.store(max(0, whole - wait), ordering: .releasing)
    }
}
