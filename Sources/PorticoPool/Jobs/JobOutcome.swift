// SPDX-License-Identifier: Apache-2.0

/// What became of a job, for those who block until they know.
final class JobOutcome<Value: Sendable>: Sendable {
    private let settled = Guarded<Result<Value, any Error>?>(nil)
    private let isSettled = PosixCondition()

    /// What became of the job; nil while it waits or runs.
    var result: Result<Value, any Error>? { settled.withLock { $0 } }

    /// Says what became of the job; who comes first is right.
    func settle(_ result: Result<Value, any Error>) {
        settled.withLock { if $0 == nil { $0 = result } }
        isSettled.broadcast()
    }

    /// Blocks until somebody has said what became of the job, or until `end`; nil then.
    func wait(until end: ContinuousClock.Instant? = nil) -> Result<Value, any Error>? {
        settled.withLock(waitingOn: isSettled) { result in
            if result != nil { return .over }
            guard let end else { return .untilSignalled }
            let left = end - .now
            return left > .zero ? .atMost(left) : .over
        } _: {
            $0
        }
    }
}
