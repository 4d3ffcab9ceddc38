// SPDX-License-Identifier: Apache-2.0

extension ThreadPool {
    /// What happens to a job that finds the queue full.
    public enum FullQueuePolicy: Sendable, Equatable {
        /// It is refused: the call throws ``PoolError/queueFull(accepted:)``.
        case reject

        /// It takes the place of the job that has waited longest, which is dropped and told so.
        ///
        /// A step of a Swift task is never dropped; if nothing else waits, the new job is refused.
        case dropOldest

        /// The caller waits until there is room; who came first is served first.
        ///
        /// `execute` and `submit` block the calling thread, so do not call them in async code; a task
        /// that calls `run` is suspended anyway, and takes no notice of the bound. On a Worker of
        /// the same pool, where waiting for the Workers could last for ever, the call throws
        /// ``PoolError/wouldDeadlock``.
        case wait

        /// The caller runs the job itself, on its own thread, and so is held up by what it asked for.
        ///
        /// Such a job is counted in ``PoolFigures/ranByCaller`` and in no Worker's figures; there is no
        /// ``WorkerLocal`` for it. A task that calls `run` is suspended anyway, and takes no notice of
        /// the bound. A thread that is deep in such jobs already is refused more.
        case callerRuns
    }
}
