// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What one Worker has done: written by the Worker alone, read by everybody, on cache lines of its
/// own.
final class WorkerFigures: Sendable {
    private let before = InlineArray<16, Int>(repeating: 0)
    private let begun = Atomic(0)
    private let finished = Atomic(0)
    private let thrown = Atomic(0)
    private let ended = Atomic(false)
    private let after = InlineArray<16, Int>(repeating: 0)

    /// How many jobs have run to their end, those that threw included.
    var executed: Int { finished.load(ordering: .acquiring) }
    /// How many jobs have thrown.
    var failed: Int { thrown.load(ordering: .acquiring) }
    /// True while a job runs.
    var isBusy: Bool {
        let finished = finished.load(ordering: .acquiring)
        return begun.load(ordering: .acquiring) > finished
    }
    /// True when the Worker does nothing any more.
    var hasEnded: Bool { ended.load(ordering: .acquiring) }

    // MARK: On the Worker

    func didBeginJob() { begun.store(begun.load(ordering: .relaxed) + 1, ordering: .releasing) }
    func didFinishJob() {
        finished.store(finished.load(ordering: .relaxed) + 1, ordering: .releasing)
    }
    func didFail() { thrown.store(thrown.load(ordering: .relaxed) + 1, ordering: .releasing) }
    func didEnd() { ended.store(true, ordering: .releasing) }
}
