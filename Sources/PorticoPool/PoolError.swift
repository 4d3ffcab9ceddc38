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
        }
    }
}
