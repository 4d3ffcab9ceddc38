// SPDX-License-Identifier: Apache-2.0

/// A job that runs longer than ``ThreadPool/Configuration/jobTimeLimit``.
public struct OverdueJob: Sendable, Equatable {
    /// What the job was called when it was made, if it was.
    public var label: String?
    /// How long it has been running.
    public var age: Duration
    /// The number of the Worker that runs it.
    public var worker: Int

    /// Makes the description of a job.
    public init(label: String? = nil, age: Duration, worker: Int) {
        (self.label, self.age, self.worker) = (label, age, worker)
    }
}
