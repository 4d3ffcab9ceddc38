// SPDX-License-Identifier: Apache-2.0

/// A piece of work that runs once, on a ``Worker`` of a ``ThreadPool``.
///
/// A job costs no allocation beyond that of its closure. What the closure captures is released on
/// the Worker right after the job has run. A job may block; it holds up one Worker and nobody else.
///
/// A trap inside a job (a failed precondition, an overflow) ends the process: Swift cannot catch it.
public struct Job: Sendable {
    /// What there is to run.
    private enum Body {
        case work(@Sendable () throws -> Void)
        case task(UnownedJob, on: ThreadPool)
        case ticket(JobTicket)
        case described(DescribedJob)
        case lane(SerialLane)
    }

    private let body: Body

    /// Makes a job that runs `work` once.
    ///
    /// An error that `work` throws is counted and passed to ``PoolObserver/jobFailed(with:on:)``.
    public init(_ work: consuming @escaping @Sendable () throws -> Void) {
        body = .work(consume work)
    }

    /// Makes a job with a name or a deadline, or one that wants to know if it does not run.
    ///
    /// `label` is shown to those who look at the pool. A job that has not begun at `deadline` is
    /// dropped when its turn comes. `onDrop` is told why a job that was accepted will not run, once, on
    /// the thread that drops it. It must not block; a job that it queues is refused when the queue is
    /// full. Costs two allocations more than a plain job. Copies of such a job are one job, which runs
    /// once.
    public init(
        label: String? = nil,
        deadline: ContinuousClock.Instant? = nil,
        onDrop: (@Sendable (JobDropReason) -> Void)? = nil,
        _ work: @escaping @Sendable () throws -> Void
    ) {
        let options = JobOptions(label: label, deadline: deadline)
        body = .described(DescribedJob(options, onDrop: onDrop, work))
    }

    /// Makes a job that runs one step of a Swift task; `pool` lives at least until then.
    init(_ step: UnownedJob, on pool: ThreadPool) {
        body = .task(step, on: pool)
    }

    /// Makes a job that runs what waits in `lane`.
    init(_ lane: SerialLane) {
        body = .lane(lane)
    }

    /// Makes the job that somebody holds `ticket` for.
    init(_ ticket: JobTicket) {
        body = .ticket(ticket)
    }

    /// Does the work on the calling thread, and releases what it captured before returning.
    ///
    /// For types that conform to ``JobExecutor``. Call it once per job. An error that the job throws
    /// ends here; only a ``ThreadPool`` counts it.
    public consuming func run() {
        // Nobody waits for the outcome: who does has a handle, which keeps the error.
        try? perform()
    }

    /// Tells a job that was accepted that it will not run.
    ///
    /// For types that conform to ``JobExecutor``. A job that has been run or dropped is not told again.
    public consuming func drop(_ reason: JobDropReason) {
        drop(reason, nil)
    }

    /// Says that a job was not accepted, so that its end is what the caller is told by an error.
    ///
    /// For types that conform to ``JobExecutor``, before they throw. A job made with `onDrop` that is
    /// neither run, dropped nor refused is told ``JobDropReason/discarded`` when it is released.
    public func refuse() {
        if case .described(let job) = body { _ = job.end() }
    }
}

// MARK: - For the pool

extension Job {
    /// Does the work on the calling thread, and passes on what it throws.
    consuming func perform() throws {
        switch body {
        case .work(let work): try work()
        case .task(let step, let pool): step.run(on: pool)
        case .ticket(let ticket): ticket.run()
        case .described(let job): try job.perform()
        case .lane(let lane): lane.runSteps()
        }
    }

    /// True for a job of which nothing is known but its work, so that it need not be claimed.
    var isPlain: Bool {
        if case .work = body { true } else { false }
    }

    /// Says at which position of the queue the job will wait; true when it needs no room there.
    ///
    /// With the inbox locked.
    func willBeQueued(at position: Int) -> Bool {
        switch body {
        case .work, .described: return false
        case .task, .lane: return true
        case .ticket(let ticket):
            ticket.position = position
            return ticket.isExempt
        }
    }

    /// What the Worker that took this job does with it; asked once.
    func claim() -> JobClaim {
        switch body {
        case .work, .task, .lane: .run
        case .ticket(let ticket): ticket.claim()
        case .described(let job): job.options.isTooLate ? .drop(.deadlinePassed) : .run
        }
    }

    /// Counts a job that will not run, then tells it so; neither when that had become known before.
    func drop(_ reason: JobDropReason, _ counts: DropCounts?) {
        switch body {
        case .work: counts?.count(reason)
        // A task that is awaited must go on, be it without the pool.
        case .task(let step, _): globalConcurrentExecutor.enqueue(ExecutorJob(step))
        case .lane(let lane): lane.leavePool()
        case .ticket(let ticket): ticket.drop(reason, counts)
        case .described(let job):
            guard job.end() else { return }
            counts?.count(reason)
            job.tell(reason)
        }
    }

    /// True for steps of Swift tasks, which must be run by somebody.
    var isStep: Bool {
        switch body {
        case .task, .lane: true
        case .work, .ticket, .described: false
        }
    }

    /// True for what needs no room in the queue.
    var isExempt: Bool {
        switch body {
        case .task, .lane: true
        case .work, .described: false
        case .ticket(let ticket): ticket.isExempt
        }
    }

    /// What people call this job, and when it is not wanted any more.
    var options: JobOptions {
        switch body {
        case .work, .task, .lane: JobOptions()
        case .ticket(let ticket): ticket.options
        case .described(let job): job.options
        }
    }

    /// What somebody holds who waits for this job; nil when nobody does.
    var ticket: JobTicket? {
        if case .ticket(let ticket) = body { ticket } else { nil }
    }
}
