// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Does something once, when a number of requests has come.
final class Countdown: Sendable {
    private let rest: Atomic<Int>
    private let action = AtomicLazyReference<Action>()

    private final class Action: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Never reaches zero without a count.
    init(from count: Int?) {
        rest = Atomic(count ?? .max)
    }

    func atZero(_ run: @escaping @Sendable () -> Void) {
        _ = action.storeIfNil(Action(run))
    }

    func requestArrived() {
        if rest.subtract(1, ordering: .relaxed).newValue == 0 { action.load()?.run() }
    }
}
