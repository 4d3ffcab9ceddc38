// SPDX-License-Identifier: Apache-2.0

/// What a pool has done in its life, as known when ``ThreadPool/shutdown(_:)`` returned.
public struct ShutdownReport: Sendable, Equatable {
    /// What one Worker has done; several that had the same number one after the other count as one.
    public struct Worker: Sendable, Equatable {
        /// The number of the Worker.
        public var id: Int
        /// How many jobs it ran to their end, those that threw included.
        public var executed: Int
        /// How many of them threw an error.
        public var failed: Int
        /// True when it still ran a job, which was not waited for.
        public var isAbandoned: Bool

        /// Makes the report of a Worker.
        public init(id: Int, executed: Int = 0, failed: Int = 0, isAbandoned: Bool = false) {
            (self.id, self.executed, self.failed) = (id, executed, failed)
            self.isAbandoned = isAbandoned
        }
    }

    /// The Workers that the pool ever had, by their numbers.
    public var workers: [Worker]

    /// How many accepted jobs were dropped because the pool was shut down.
    public var dropped: Int

    /// Makes the report of a pool with these Workers.
    public init(workers: [Worker] = [], dropped: Int = 0) {
        (self.workers, self.dropped) = (workers, dropped)
    }

    /// How many jobs ran to their end, those that threw included.
    ///
    /// A step of a Swift task counts as a job.
    public var executed: Int { workers.reduce(0) { $0 + $1.executed } }

    /// How many jobs threw an error.
    public var failed: Int { workers.reduce(0) { $0 + $1.failed } }

    /// How many jobs were still running.
    public var abandoned: Int { workers.count { $0.isAbandoned } }
}
