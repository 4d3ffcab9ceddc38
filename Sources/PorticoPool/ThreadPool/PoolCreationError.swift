// SPDX-License-Identifier: Apache-2.0

/// Why a pool could not be made, or not be given another size.
public enum PoolCreationError: Error, Equatable {
    /// A pool needs at least one Worker.
    case sizeNotPositive(Int)

    /// More Workers than ``ThreadPool/maxSize`` were asked for.
    case sizeTooLarge(Int)

    /// The queue needs room for at least one job.
    case capacityNotPositive(Int)

    /// ``ThreadPool/Configuration/idleTime`` is below zero, or
    /// ``ThreadPool/Configuration/jobTimeLimit`` not above it.
    case durationTooShort(Duration)

    /// The system refused to start the thread of `worker`, with this error number of `call`.
    ///
    /// When a pool is made, the threads that had been started have ended by then. When its size is
    /// changed, they stay.
    ///
    /// `EAGAIN` (11 on Linux) means that a limit on threads or memory has been reached; `EINVAL`
    /// (22), that the stack size is below the least that the system allows.
    case threadSpawnFailed(worker: Int, of: Int, call: String, errno: Int32)

    /// The system refused to start the thread that watches over
    /// ``ThreadPool/Configuration/jobTimeLimit``, with this error number of `call`; the Workers have ended.
    case watchdogSpawnFailed(call: String, errno: Int32)
}

extension PoolCreationError: CustomStringConvertible {
    /// What was attempted, why it failed and what to do, in one line.
    public var description: String {
        switch self {
        case .sizeNotPositive(let size):
            "cannot make a pool of \(size) workers: it needs at least 1"
        case .sizeTooLarge(let size):
            "cannot make a pool of \(size) workers: at most \(ThreadPool.maxSize) are allowed"
        case .capacityNotPositive(let capacity):
            "cannot make a pool with a queue of \(capacity): it needs room for at least 1 job"
        case .durationTooShort(let duration):
            "cannot make a pool with a time of \(duration): "
                + "a job's limit is more than 0, an idle time at least 0"
        case .threadSpawnFailed(let worker, let size, let call, let errno):
            "cannot start worker \(worker) of \(size): \(call) failed with errno \(errno); "
                + "ask for fewer workers or smaller stacks, or raise the limits (ulimit -u, -v)"
        case .watchdogSpawnFailed(let call, let errno):
            "cannot start the thread that watches over jobs: \(call) failed with errno \(errno); "
                + "do without jobTimeLimit, or raise the limits (ulimit -u, -v)"
        }
    }
}
