// SPDX-License-Identifier: Apache-2.0

/// What travels through a ``Channel`` from the pool to its Workers.
package enum Message: Sendable {
    /// Run this.
    case newJob(Job)
    /// End: the Worker that takes this message takes no other.
    case terminate

    /// True for a job that a full queue may drop.
    var isDroppable: Bool {
        if case .newJob(let job) = self { !job.isStep } else { false }
    }

    /// True for what needs no room in the queue.
    var isExempt: Bool {
        if case .newJob(let job) = self { job.isExempt } else { true }
    }

    /// The ticket that somebody holds for the job, if there is one.
    var ticket: JobTicket? {
        if case .newJob(let job) = self { job.ticket } else { nil }
    }
}
