// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The work of a job that says more about itself than what to do.
///
/// It ends once: it is run, or dropped, or refused. One that is released before any of these was lost by
/// whoever had accepted it, and is told so.
final class DescribedJob: Sendable {
    let options: JobOptions
    private let work: @Sendable () throws -> Void
    private let onDrop: (@Sendable (JobDropReason) -> Void)?
    private let hasEnded = Atomic(false)

    init(
        _ options: JobOptions,
        onDrop: (@Sendable (JobDropReason) -> Void)?,
        _ work: @escaping @Sendable () throws -> Void
    ) {
        self.options = options
        self.onDrop = onDrop
        self.work = work
    }

    deinit {
        if end() { onDrop?(.discarded) }
    }

    /// True for the first who asks: this is how the job ends.
    func end() -> Bool {
        !hasEnded.exchange(true, ordering: .acquiringAndReleasing)
    }

    /// Runs the job, unless it has ended.
    func perform() throws {
        if end() { try work() }
    }

    /// Tells the job, which has ended so, that it will not run.
    func tell(_ reason: JobDropReason) {
        onDrop?(reason)
    }
}
