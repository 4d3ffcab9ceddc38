// SPDX-License-Identifier: Apache-2.0
// What ties a waiting caller to a job: one per call of `run` and `submit`.
//
// The job is a step of a Swift task, so it sees the task-locals, the priority and the cancellation
// of whoever called; the ticket is the executor that this task prefers. Swift enqueues the step
// here, on the thread of the caller; the ticket puts itself into the queue of the pool. From then on
// exactly one of two gets hold of the step:
//
// - a Worker claims it and runs it, or
// - somebody gives it up (a cancelled caller, a full queue): it goes to Swift's global executor,
//   finds there why it must not do its work, and throws that.
//
// A ticket that was given up leaves a tombstone in the queue, an empty slot.

import Synchronization

/// The executor of one job that somebody waits for.
final class JobTicket: TaskExecutor {
    private enum Phase {
        /// Nobody has enqueued the step yet.
        case new
        case queued(UnownedJob)
        case claimed(UnownedJob)
        /// The job was in the queue or about to be.
        case givenUp(any Error)
        /// The queue did not take it.
        case refused(PoolError)
    }

    let options: JobOptions
    private let group: WorkerGroup
    private var channel: Channel { group.channel }
    private let phase = Guarded(Phase.new)
    private let place = Atomic(-1)
    /// True when a suspended task waits for the job, false when a handle was given out.
    private var isAwaited: Bool { onGivingUp == nil }
    /// Told at once when the job is given up; on the thread that does it.
    private let onGivingUp: (@Sendable (any Error) -> Void)?

    init(
        for group: WorkerGroup, _ options: JobOptions,
        onGivingUp: (@Sendable (any Error) -> Void)? = nil
    ) {
        self.options = options
        self.group = group
        self.onGivingUp = onGivingUp
    }

    /// Why the job does not run; nil while it may.
    var error: (any Error)? {
        phase.withLock { phase in
            switch phase {
            case .givenUp(let error): error
            case .refused(let error): error
            case .new, .queued, .claimed: nil
            }
        }
    }

    /// Why the queue did not take the job; nil when it did.
    var refusal: PoolError? {
        phase.withLock { if case .refused(let error) = $0 { error } else { nil } }
    }

    /// Where the job waits in the queue, or has waited; -1 before.
    ///
    /// Read and written with the inbox locked.
    var position: Int {
        get { place.load(ordering: .relaxed) }
        set { place.store(newValue, ordering: .relaxed) }
    }

    /// True when the job needs no room: its caller is suspended until it has run, so where the policy is
    /// to hold callers back, that one is.
    var isExempt: Bool {
        isAwaited && (channel.whenFull == .wait || channel.whenFull == .callerRuns)
    }
}

// MARK: - On the thread of the caller

extension JobTicket {
    /// Queues the step of the task that has this ticket.
    ///
    /// Called by Swift.
    func enqueue(_ job: consuming ExecutorJob) {
        let step = UnownedJob(job)
        // Once the step can be found here, a Worker may run it to its end, or a cancelled caller may, after
        // which nobody holds this ticket.
        HeldObject.hold(self) {
            let isFirst = phase.withLock { phase -> Bool in
                guard case .new = phase else { return false }
                phase = .queued(step)
                return true
            }
            guard isFirst else { return globalConcurrentExecutor.enqueue(ExecutorJob(step)) }
            do throws(PoolError) {
                try group.send(Job(self), isExempt: isExempt)
            } catch {
                // A caller that was cancelled just now has counted a job that the queue never had.
                if !giveUp(.refused(error), error) { channel.dropCounts.uncountCancelled() }
            }
        }
    }

    /// Takes the job out of the queue, if it still waits.
    func cancel() {
        let error = CancellationError()
        giveUp(.givenUp(error), error) {
            channel.dropCounts.countCancelled()
            channel.remove(self)
        }
    }

    /// Counts the job, which was taken out of the queue, and tells it that it will not run; neither when
    /// it had been cancelled before.
    func drop(_ reason: JobDropReason, _ counts: DropCounts?) {
        let error = PoolError.dropped(reason)
        giveUp(.givenUp(error), error) { counts?.count(reason) }
    }

    /// Lets the job end with `error` instead of running, unless it runs or has ended; `body` is called
    /// before anybody is told.
    @discardableResult
    private func giveUp(_ end: Phase, _ error: any Error, _ body: () -> Void = {}) -> Bool {
        let step = phase.withLock { phase -> UnownedJob? in
            switch phase {
            case .new:
                phase = end
                return nil
            case .queued(let step):
                phase = end
                return step
            case .claimed, .givenUp, .refused:
                return nil
            }
        }
        guard let step else { return false }
        body()
        onGivingUp?(error)
        globalConcurrentExecutor.enqueue(ExecutorJob(step))
        return true
    }
}

// MARK: - On a Worker

extension JobTicket {
    /// Takes the job, so that nobody can cancel it any more.
    func claim() -> JobClaim {
        if options.isTooLate { return .drop(.deadlinePassed) }
        return phase.withLock { phase in
            guard case .queued(let step) = phase else { return .bury }
            phase = .claimed(step)
            return .run
        }
    }

    /// Runs the job that was claimed.
    func run() {
        let step = phase.withLock { phase -> UnownedJob? in
            if case .claimed(let step) = phase { step } else { nil }
        }
        step?.run(on: self)
    }
}
