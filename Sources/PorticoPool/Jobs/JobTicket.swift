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
// A ticket that was given up stays in the queue as a tombstone: this object, without the step, which
// has taken the work and all it captured along. The Channel sees to it that there are never more
// tombstones than jobs.

/// The executor of one job that somebody waits for.
final class JobTicket: TaskExecutor {
    private enum Phase {
        /// Nobody has enqueued the step yet.
        case new
        case queued(UnownedJob)
        case claimed(UnownedJob)
        case givenUp(any Error)
    }

    let options: JobOptions
    private let group: WorkerGroup
    private var channel: Channel { group.channel }
    private let state = Guarded(Phase.new)
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
    var refusal: (any Error)? {
        state.withLock { if case .givenUp(let error) = $0 { error } else { nil } }
    }

    /// True when the job will never run.
    var isGivenUp: Bool { refusal != nil }
}

// MARK: - On the thread of the caller

extension JobTicket {
    /// Queues the step of the task that has this ticket.
    ///
    /// Called by Swift.
    func enqueue(_ job: consuming ExecutorJob) {
        let step = UnownedJob(job)
        let isFirst = state.withLock { state -> Bool in
            guard case .new = state else { return false }
            state = .queued(step)
            return true
        }
        guard isFirst else { return globalConcurrentExecutor.enqueue(ExecutorJob(step)) }
        // Once it is queued, a Worker may run the step to its end, after which nobody holds this ticket.
        HeldObject.hold(self) {
            do throws(PoolError) {
                try send()
            } catch {
                // A caller cancelled meanwhile has counted a tombstone, which is in no queue.
                if !giveUp(error) { channel.didBury() }
            }
        }
    }

    private func send() throws(PoolError) {
        // Who waits for the job anyway waits for room and for a Worker in one place, the queue.
        if isAwaited, channel.whenFull == .wait {
            guard channel.forceSend(Job(self)) else { throw .shutDown }
        } else {
            try channel.send(Job(self))
        }
        if channel.wantsWorker.value { group.grow() }
    }

    /// Takes the job out of the queue, if it still waits.
    func cancel() {
        if giveUp(CancellationError()) { channel.didLeaveTombstone() }
    }

    /// Tells the job, which was taken out of the queue, that it will not run; false when it had been
    /// cancelled before.
    func drop(_ reason: JobDropReason) -> Bool {
        giveUp(reason == .cancelled ? CancellationError() : PoolError.dropped(reason))
    }

    /// Lets the job end with `error` instead of running; false when it runs or has ended.
    private func giveUp(_ error: any Error) -> Bool {
        let (isGivenUp, step) = state.withLock { state -> (Bool, UnownedJob?) in
            switch state {
            case .new:
                state = .givenUp(error)
                return (false, nil)
            case .queued(let step):
                state = .givenUp(error)
                return (true, step)
            case .claimed, .givenUp:
                return (false, nil)
            }
        }
        guard let step else { return isGivenUp }
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
        return state.withLock { state in
            guard case .queued(let step) = state else { return .bury }
            state = .claimed(step)
            return .run
        }
    }

    /// Runs the job that was claimed.
    func run() {
        let step = state.withLock { state -> UnownedJob? in
            if case .claimed(let step) = state { step } else { nil }
        }
        step?.run(on: self)
    }
}
