// SPDX-License-Identifier: Apache-2.0

extension ThreadPool {
    /// As many Workers as the process may use cores: never below 1.
    ///
    /// That is the number of cores it may run on (its affinity, as `taskset` sets it), or less if a control group
    /// allows it less time (`cpu.max`, or `cpu.cfs_quota_us` of version 1, rounded up). Right for jobs
    /// that compute; jobs that block need more. Read once, when it is first asked for.
    public static let defaultSize = min(maxSize, max(1, CPUAllowance.ofThisProcess.cores))

    /// How many Workers the pool has, without those that have been told to retire.
    public var size: Int { sender.size }

    /// How many Workers the pool may have when jobs wait and none is idle; never below ``size`` as it was
    /// last asked for.
    public var maximumSize: Int { sender.maximumSize }

    /// Gives the pool `size` Workers now; it still grows up to its maximum when jobs wait, and goes back
    /// to `size` when Workers are idle.
    ///
    /// From any thread. Missing Workers have been started when this returns. Of too many, those that
    /// sleep retire at once and the others after the job they run; what is queued stays queued. After
    /// ``shutdown(_:)`` nothing happens.
    ///
    /// Throws ``PoolCreationError`` when `size` is not in 1 to ``maxSize``, and when the system
    /// refuses a thread: then the pool goes on with those it has, and tries again when a job waits
    /// and no Worker is idle.
    public func resize(to size: Int) throws(PoolCreationError) {
        guard size > 0 else { throw .sizeNotPositive(size) }
        guard size <= Self.maxSize else { throw .sizeTooLarge(size) }
        try workers.resize(to: size)
    }

    /// Lets the pool grow up to `maximumSize` Workers from now on; nil, or less than the size that it was
    /// given, for no more than that.
    ///
    /// From any thread. Of too many Workers, those that sleep retire at once and the others after the job
    /// they run.
    ///
    /// Throws ``PoolCreationError/sizeTooLarge(_:)`` above ``maxSize``.
    public func setMaximumSize(_ maximumSize: Int?) throws(PoolCreationError) {
        if let maximumSize, maximumSize > Self.maxSize { throw .sizeTooLarge(maximumSize) }
        sender.setMaximum(maximumSize)
        // Jobs that wait already may want a Worker.
        workers.growIfWanted()
    }
}
