// SPDX-License-Identifier: Apache-2.0

extension ThreadPool {
    /// Refuses new jobs, ends the queued and the running ones as `mode` says, and returns when the
    /// Workers have ended.
    ///
    /// From any thread and as often as you like, in any mode: every call returns when what it waits
    /// for has ended, and a later call may be less patient than an earlier one, which then ends with
    /// it. Except on a Worker of this pool, which cannot wait for its own end: there it returns at
    /// once, and the report says what is known by then.
    ///
    /// A job that never returns makes ``ShutdownMode/drain`` wait for ever; give it a deadline.
    @discardableResult
    public func shutdown(_ mode: ShutdownMode = .drain) -> ShutdownReport {
        // First all messages, then all joins. With one loop for both, the message meant for the
        // Worker that is waited for may be taken by another one, and the wait never ends.
        group.sendTerminates()
        if mode == .immediate { group.stop() }
        if !group.isCurrent { group.join(mode) }
        return group.report()
    }

    /// Does what ``shutdown(_:)`` does, and suspends the calling task meanwhile.
    ///
    /// It may be called by a task that runs on this very pool: a suspended task holds no Worker. It
    /// takes a thread of its own until the Workers have ended.
    @discardableResult
    public func awaitShutdown(_ mode: ShutdownMode = .drain) async -> ShutdownReport {
        await withCheckedContinuation { continuation in
            do throws(PosixError) {
                _ = try PosixThread(name: "pool-shutdown") {
                    continuation.resume(returning: self.shutdown(mode))
                }
            } catch {
                // Without a thread to wait on, this one must do.
                continuation.resume(returning: shutdown(mode))
            }
        }
    }

    /// Blocks until no job waits and every Worker is idle; jobs that others add meanwhile count.
    ///
    /// From any thread but a Worker of this pool, where it throws ``PoolError/wouldDeadlock``: that
    /// Worker is not idle.
    public func waitUntilIdle() throws(PoolError) {
        guard !group.isCurrent else { throw .wouldDeadlock }
        channel.waitUntilIdle()
    }
}
