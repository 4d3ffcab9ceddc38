// SPDX-License-Identifier: Apache-2.0

/// Why a pool did not do what it was asked to.
public enum PoolError: Error, Equatable {
    /// The pool has been shut down; nothing was accepted.
    case shutDown

    /// The queue has reached its capacity: the first `accepted` jobs of the batch will run, the
    /// others never will. For a single job `accepted` is 0.
    case queueFull(accepted: Int)

    /// A Worker was about to wait for its own pool; nothing was done.
    ///
    /// If all Workers waited like this, nobody would be left to do what they wait for.
    case wouldDeadlock

    /// The job had not finished when the time to wait for it was over; it goes on.
    case timedOut

    /// The calling thread is no Worker, so there is no value of a ``WorkerLocal`` for it.
    case notOnWorker

    /// The job was accepted, but it will not run.
    case dropped(JobDropReason)
}

extension PoolError: CustomStringConvertible {
    /// What was attempted, why it failed and what to do, in one line.
    public var description: String {
        switch self {
        case .shutDown:
            "cannot execute a job: the pool has been shut down; make a new one"
        case .queueFull(let accepted):
            "cannot execute a job: the queue is full (accepted \(accepted) of the batch); "
                + "try again later, or raise the capacity"
        case .wouldDeadlock:
            "cannot wait for the pool on one of its own workers: all of them could be waiting; "
                + "wait on another thread"
        case .timedOut:
            "the job has not finished in the time that was allowed; wait longer, or cancel it"
        case .notOnWorker:
            "cannot use a value of a worker: the calling thread is none; call it in a job"
        case .dropped(.deadlinePassed):
            "the job did not run: its deadline passed while it waited; "
                + "allow more time, or add workers"
        case .dropped(.displaced):
            "the job did not run: the queue was full and a newer job took its place; "
                + "raise the capacity, or add workers"
        case .dropped(.shutDown):
            "the job did not run: the pool was shut down while it waited"
        case .dropped(.discarded):
            "the job did not run: its executor let go of it; have that call run() or drop(_:)"
        }
    }
}
