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
    private let aside = Atomic(0)
    private let after = InlineArray<16, Int>(repeating: 0)

    /// How long jobs waited, and how long they ran; nil unless times are measured.
    let times: (queueWait: LiveHistogram, runTime: LiveHistogram)?
    /// What the Worker runs; nil unless there is a watchdog.
    private let running: Guarded<RunningJob?>?

    init(_ configuration: ThreadPool.Configuration) {
        times = configuration.measuresTimes ? (LiveHistogram(), LiveHistogram()) : nil
        running = configuration.jobTimeLimit == nil ? nil : Guarded(nil)
    }

    /// True when somebody wants to know what the Worker runs.
    var isWatched: Bool { running != nil }

    /// How many jobs have run to their end, those that threw included.
    var executed: Int { finished.load(ordering: .acquiring) }
    /// How many jobs have thrown.
    var failed: Int { thrown.load(ordering: .acquiring) }
    /// True while a job runs.
    var isBusy: Bool {
        let finished = finished.load(ordering: .acquiring)
        return begun.load(ordering: .acquiring) > finished
    }
    /// True while the Worker runs a job or other code of the user: an observer, the end of a value.
    var isInUserCode: Bool { isBusy || aside.load(ordering: .acquiring) > 0 }
    /// True when the Worker does nothing any more.
    var hasEnded: Bool { ended.load(ordering: .acquiring) }

    /// The job that has been running for `limit` and was not reported before, and how long it takes
    /// until there can be one.
    func checkRunningJob(
        _ limit: Duration, at now: ContinuousClock.Instant
    ) -> (RunningJob?, Duration) {
        running?.withLock { job in
            guard let current = job, !current.isReported else { return (nil, limit) }
            let left = current.start + limit - now
            guard left <= .zero else { return (nil, left) }
            job?.isReported = true
            return (current, limit)
        } ?? (nil, limit)
    }

    // MARK: On the Worker

    func willRun(_ job: RunningJob?) { running?.withLock { $0 = job } }

    func didBeginJob() { begun.store(begun.load(ordering: .relaxed) + 1, ordering: .releasing) }
    func didFinishJob() {
        finished.store(finished.load(ordering: .relaxed) + 1, ordering: .releasing)
    }
    /// Runs code of the user that is no job.
    func aside(_ body: () -> Void) {
        aside.store(aside.load(ordering: .relaxed) + 1, ordering: .releasing)
        body()
        aside.store(aside.load(ordering: .relaxed) - 1, ordering: .releasing)
    }

    func didFail() { thrown.store(thrown.load(ordering: .relaxed) + 1, ordering: .releasing) }
    func didEnd() { ended.store(true, ordering: .releasing) }
}
