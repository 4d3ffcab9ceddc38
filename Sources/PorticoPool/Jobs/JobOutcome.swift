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

    /// Blocks until somebody has said what became of the job.
    func wait() -> Result<Value, any Error> {
        settled.withLock(waitingOn: isSettled) {
            $0 == nil ? .untilSignalled : .over
        } _: {
            $0 ?? .failure(CancellationError())
        }
    }
}
