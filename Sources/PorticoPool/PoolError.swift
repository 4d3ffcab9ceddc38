// SPDX-License-Identifier: Apache-2.0

/// Why a pool did not accept a job, or not all jobs of a batch.
public enum PoolError: Error, Equatable {
    /// The pool has been shut down; nothing was accepted.
    case shutDown

    /// The queue has reached its capacity: the first `accepted` jobs of the batch will run, the
    /// others never will. For a single job `accepted` is 0.
    case queueFull(accepted: Int)
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
        }
    }
}
