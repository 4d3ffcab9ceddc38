// SPDX-License-Identifier: Apache-2.0
// The steps of the actors on a lane wait in a list of their own. While there are any, one job of the
// pool runs them, one after the other; it gives its Worker back after each list that it took, so that
// a busy lane does not hold up the jobs behind it.

/// An executor that runs one step at a time on the Workers of a ``ThreadPool``: where an actor can
/// live whose methods block.
///
/// ```swift
/// actor Archive {
///     private let lane: SerialLane
///     nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }
///
///     init(on pool: ThreadPool) { lane = pool.serialLane() }
///
///     func append(_ line: String) { writeAndSync(line) }
/// }
/// ```
/// With `-strict-memory-safety` the getter says `unsafe lane.asUnownedSerialExecutor()`: the actor must
/// hold its lane.
///
/// Steps run in the order of their coming, on any Worker. Actors that share a lane never run at the
/// same time. A step is never refused or dropped; after the pool has ended, steps run one at a time on
/// Swift's global executor.
public final class SerialLane: SerialExecutor {
    private struct State {
        var steps: [UnownedJob] = []
        /// A job of the pool is queued or runs, and will see to the steps.
        var isScheduled = false
    }

    private let group: WorkerGroup
    private let state = Guarded(State())

    init(_ group: WorkerGroup) {
        self.group = group
    }

    /// Queues the next step of an actor.
    ///
    /// Called by Swift, from any thread.
    public func enqueue(_ job: consuming ExecutorJob) {
        let step = UnownedJob(job)
        // A step that is queued may be the actor's last, and the actor the last that held the lane.
        HeldObject.hold(self) {
            let isFirst = state.withLock { state in
                state.steps.append(step)
                defer { state.isScheduled = true }
                return !state.isScheduled
            }
            if isFirst { schedule() }
        }
    }

    private func schedule() {
        if group.channel.forceSend(Job(self)) {
            if group.channel.wantsWorker.value { group.grow() }
        } else {
            Task.detached { self.runSteps() }
        }
    }

    /// Runs the steps that wait; on a Worker.
    func runSteps() {
        let steps = state.withLock { state in
            defer { state.steps = [] }
            return state.steps
        }
        for step in steps { step.run(in: self) }
        let isOver = state.withLock { state in
            state.isScheduled = !state.steps.isEmpty
            return !state.isScheduled
        }
        if !isOver { schedule() }
    }

    /// Sees to the steps without the pool, which drops its queue.
    func leavePool() {
        Task.detached { self.runSteps() }
    }
}

extension ThreadPool {
    /// Makes an executor for actors, which runs one step at a time on this pool.
    ///
    /// It does not keep the pool alive.
    public func serialLane() -> SerialLane { SerialLane(group) }
}
