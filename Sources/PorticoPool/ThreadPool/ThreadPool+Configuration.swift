// SPDX-License-Identifier: Apache-2.0

extension ThreadPool {
    /// How a pool is made.
    ///
    /// Change what you need; the rest has its default.
    public struct Configuration: Sendable {
        /// How many Workers there are, each with a thread of its own: 1 to ``ThreadPool/maxSize``.
        public var size: Int

        /// The pool may grow to so many Workers when jobs wait and none is idle; each above ``size``
        /// retires after ``idleTime``.
        ///
        /// Anything below ``size`` means ``size``. Default: nil, the pool does not grow.
        public var maximumSize: Int?

        /// How long a Worker above ``size`` sleeps before it retires; zero for not at all.
        ///
        /// Default: 30 seconds.
        public var idleTime = Duration.seconds(30)

        /// How many jobs may wait in the queue; more are refused with
        /// ``PoolError/queueFull(accepted:)``.
        ///
        /// A running job does not count, nor does a step of a Swift task, which could not be
        /// refused. Default: nil, any number.
        public var capacity: Int?

        /// What happens to a job that finds the queue full.
        ///
        /// Default: it is refused.
        public var whenFull = FullQueuePolicy.reject

        /// What the system calls the threads: this, a hyphen and the Worker's number.
        ///
        /// The system shows 15 bytes of it, so a long name is cut in front of the hyphen. Default:
        /// `worker`.
        public var threadName = "worker"

        /// The size of each Worker's stack in bytes, rounded up to whole pages; it takes memory
        /// only as it is used.
        ///
        /// Default: nil, what the system gives (`ulimit -s`, usually 8 MiB).
        public var stackBytes: Int?

        /// Measures how long each job waits and runs, for ``ThreadPool/figures``.
        ///
        /// Costs three looks at the clock per job, 85 to 280 ns by the machine. Default: false.
        public var measuresTimes = false

        /// A job that runs longer than this is reported to ``PoolObserver/jobIsOverdue(_:)``.
        ///
        /// Takes one more thread, and about as much time per job as ``measuresTimes``. Nothing is
        /// done to the job. Default: nil, nobody watches.
        public var jobTimeLimit: Duration?

        /// Is told what the pool does.
        ///
        /// Default: nil, nobody.
        public var observer: (any PoolObserver)?

        /// Makes a configuration for `size` Workers, with the defaults for everything else.
        public init(size: Int = ThreadPool.defaultSize) {
            self.size = size
        }
    }
}

extension ThreadPool.Configuration {
    /// The name of the thread of Worker `id`, cut so that the number is always to be seen.
    func threadName(of id: Int) -> String {
        let suffix = "-\(id)"
        var name = threadName
        while name.utf8.count + suffix.utf8.count > PosixThread.maxNameBytes, !name.isEmpty {
            name.removeLast()
        }
        return name + suffix
    }

    /// Throws for the first value with which no pool can be made.
    func check() throws(PoolCreationError) {
        guard size > 0 else { throw .sizeNotPositive(size) }
        guard size <= ThreadPool.maxSize else { throw .sizeTooLarge(size) }
        if let maximumSize, maximumSize > ThreadPool.maxSize { throw .sizeTooLarge(maximumSize) }
        if let capacity, capacity <= 0 { throw .capacityNotPositive(capacity) }
        if idleTime < .zero { throw .durationTooShort(idleTime) }
        if let jobTimeLimit, jobTimeLimit <= .zero { throw .durationTooShort(jobTimeLimit) }
    }
}
