// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts the jobs that did not run, by reason.
///
/// From any thread.
final class DropCounts: Sendable {
    private let cancelled = Atomic(0)
    private let late = Atomic(0)
    private let displaced = Atomic(0)
    private let shutDown = Atomic(0)
    private let discarded = Atomic(0)
    private let refusedAsFull = Atomic(0)
    private let refusedAsShutDown = Atomic(0)
    private let refusedAsDeadlock = Atomic(0)
    private let runByCaller = Atomic(0)
    private let failedOnCaller = Atomic(0)

    /// Counts an accepted job that was dropped.
    func count(_ reason: JobDropReason) {
        switch reason {
        case .deadlinePassed: late.add(1, ordering: .relaxed)
        case .displaced: displaced.add(1, ordering: .relaxed)
        case .shutDown: shutDown.add(1, ordering: .relaxed)
        case .discarded: discarded.add(1, ordering: .relaxed)
        }
    }

    /// Counts an accepted job that was cancelled while it waited.
    func countCancelled() { cancelled.add(1, ordering: .relaxed) }

    /// Takes that back: the job was never accepted.
    func uncountCancelled() { cancelled.subtract(1, ordering: .relaxed) }

    /// Counts a job that its sender runs, because the queue is full.
    func countRunByCaller() { runByCaller.add(1, ordering: .relaxed) }

    /// Counts one of those that threw.
    func countFailedOnCaller() { failedOnCaller.add(1, ordering: .relaxed) }

    /// Counts `jobs` jobs that were not accepted.
    func count(_ error: PoolError, jobs: Int) {
        switch error {
        case .queueFull(let accepted): refusedAsFull.add(jobs - accepted, ordering: .relaxed)
        case .shutDown: refusedAsShutDown.add(jobs, ordering: .relaxed)
        case .wouldDeadlock: refusedAsDeadlock.add(jobs, ordering: .relaxed)
        case .dropped, .notOnWorker, .timedOut: break
        }
    }

    /// How many accepted jobs were dropped for `reason`.
    func dropped(_ reason: JobDropReason) -> Int {
        switch reason {
        case .deadlinePassed: late.load(ordering: .relaxed)
        case .displaced: displaced.load(ordering: .relaxed)
        case .shutDown: shutDown.load(ordering: .relaxed)
        case .discarded: discarded.load(ordering: .relaxed)
        }
    }

    /// How many accepted jobs were cancelled while they waited.
    var cancelledCount: Int { cancelled.load(ordering: .relaxed) }

    /// How many jobs were run by their senders, and how many of those threw.
    var ranByCaller: (count: Int, failed: Int) {
        (runByCaller.load(ordering: .relaxed), failedOnCaller.load(ordering: .relaxed))
    }

    /// How many jobs were not accepted: queue full, pool shut down, deadlock avoided.
    var rejected: (full: Int, shutDown: Int, deadlock: Int) {
        (
            refusedAsFull.load(ordering: .relaxed), refusedAsShutDown.load(ordering: .relaxed),
            refusedAsDeadlock.load(ordering: .relaxed)
        )
    }
}
