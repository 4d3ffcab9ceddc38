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
        case work(@Sendable () -> Void)
        case task(UnownedJob, on: ThreadPool)
        case ticket(JobTicket)
    }

    private let body: Body

    /// Makes a job that runs `work` once.
    public init(_ work: consuming @escaping @Sendable () -> Void) {
        body = .work(consume work)
    }

    /// Makes a job that runs one step of a Swift task; `pool` lives at least until then.
    init(_ step: UnownedJob, on pool: ThreadPool) {
        body = .task(step, on: pool)
    }

    /// Makes the job that somebody holds `ticket` for.
    init(_ ticket: JobTicket) {
        body = .ticket(ticket)
    }

    /// Does the work on the calling thread, and releases what it captured before returning.
    ///
    /// For types that conform to ``JobExecutor``; a ``ThreadPool`` calls it on its Workers. Call it
    /// once per job.
    public consuming func run() {
        switch body {
        case .work(let work): work()
        case .task(let step, let pool): step.run(on: pool)
        case .ticket(let ticket): ticket.run()
        }
    }

    /// Why this job must not run, asked by the Worker that took it; nil almost always.
    func claim() -> JobTicket.Claim? {
        if case .ticket(let ticket) = body { ticket.claim() } else { nil }
    }

    /// True for a job that was given up while it waited, and now only takes up room.
    var isTombstone: Bool {
        if case .ticket(let ticket) = body { ticket.isGivenUp } else { false }
    }
}
