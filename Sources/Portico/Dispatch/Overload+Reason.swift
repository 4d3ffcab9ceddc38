// SPDX-License-Identifier: Apache-2.0
import Logging

extension Overload {
    /// Why no handler sees a request.
    enum Reason: Int, CaseIterable {
        /// ``Limits/maxQueuedRequests``, or the bound of an executor.
        case queueFull
        /// ``Limits/maxConcurrentRequests``.
        case tooManyRequests
        /// ``Limits/maxQueueWait``.
        case waitedTooLong
        /// The client closed its side while the request waited.
        case clientLeft
        /// The executor let go of the job without running it.
        case dropped
        /// The executor takes no more jobs.
        case executorShutDown
        /// The executor did not take the job.
        case notAccepted

        /// What the client and the log are told.
        var text: String {
            switch self {
            case .queueFull: "the queue is full"
            case .tooManyRequests: "too many requests are in progress"
            case .waitedTooLong: "the request waited too long for a worker"
            case .clientLeft: "the client closed its side while the request waited"
            case .dropped: "the request was dropped while it waited"
            case .executorShutDown: "the executor of the handlers has been shut down"
            case .notAccepted: "the executor of the handlers did not accept the request"
            }
        }

        /// A client that leaves is no reason for a warning.
        var level: Logger.Level { self == .clientLeft ? .debug : .warning }
    }
}
