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
    @available(*, noasync, message: "it would block a thread of Swift's; use 'await awaitShutdown'")
    @discardableResult
    public func shutdown(_ mode: ShutdownMode = .drain) -> ShutdownReport {
        end(mode)
    }

    /// What ``shutdown(_:)`` does.
    private func end(_ mode: ShutdownMode) -> ShutdownReport {
        precondition(!isShared, "the shared pool is everybody's and cannot be shut down")
        // First all messages, then all joins. With one loop for both, the message meant for the
        // Worker that is waited for may be taken by another one, and the wait never ends.
        workers.sendTerminates()
        if mode == .immediate { workers.stop() }
        if !isCurrent { workers.join(mode) }
        return workers.report()
    }

    /// Does what ``shutdown(_:)`` does, and suspends the calling task meanwhile.
    ///
    /// It may be called by a task that runs on this very pool: a suspended task holds no Worker. It
    /// takes a thread of its own until the Workers have ended.
    @discardableResult
    public func awaitShutdown(_ mode: ShutdownMode = .drain) async -> ShutdownReport {
        await Self.onOwnThread { self.end(mode) }
    }

    /// True when the pool takes no more jobs.
    ///
    /// From any thread.
    public var isShutdown: Bool { sender.isClosed }

    /// True when the pool takes no more jobs and all its Workers have ended.
    ///
    /// From any thread.
    public var isTerminated: Bool { sender.isOver }

    /// Blocks until no job waits and every Worker is idle; jobs that others add meanwhile count.
    ///
    /// From any thread but a Worker of this pool, where it throws ``PoolError/wouldDeadlock``: that
    /// Worker is not idle.
    @available(*, noasync, message: "it would block a thread of Swift's; use 'await awaitIdleness'")
    public func waitUntilIdle() throws(PoolError) {
        guard !isCurrent else { throw .wouldDeadlock }
        sender.waitUntilIdle()
    }

    /// Does what ``waitUntilIdle()`` does, and suspends the calling task meanwhile, also on this pool.
    ///
    /// It takes a thread of its own until then.
    public func awaitIdleness() async {
        await Self.onOwnThread { self.sender.waitUntilIdle() }
    }

    /// Runs `body`, which blocks, where it keeps nobody from a thread.
    private static func onOwnThread<Value: Sendable>(
        _ body: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            do throws(PosixError) {
                _ = try PosixThread(name: "pool-wait") { continuation.resume(returning: body()) }
            } catch {
                // Without a thread to wait on, this one must do.
                continuation.resume(returning: body())
            }
        }
    }
}
