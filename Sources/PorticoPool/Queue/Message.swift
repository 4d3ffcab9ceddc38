// SPDX-License-Identifier: Apache-2.0

/// What travels through a ``Channel`` from the pool to its Workers.
package enum Message: Sendable {
    /// Run this.
    case newJob(Job)
    /// End: the Worker that takes this message takes no other.
    case terminate

    /// True for a job that was given up while it waited.
    var isTombstone: Bool {
        if case .newJob(let job) = self { job.isTombstone } else { false }
    }

    /// True for a job that a full queue may drop.
    var isDroppable: Bool {
        if case .newJob(let job) = self { !job.isStep } else { false }
    }
}
