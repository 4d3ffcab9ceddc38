// SPDX-License-Identifier: Apache-2.0
// The steps of the actors on a lane wait in a list of their own. While there are any, one job of the
// pool runs them, one after the other; it goes to the end of the queue as soon as another message waits
// there, so that a busy lane does not hold up the jobs behind it.

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
        /// Those before `next` have run.
        var steps: [UnownedJob] = []
        var next = 0
        /// A job of the pool is queued or runs, and will see to the steps.
        var isScheduled = false

        var isEmpty: Bool { next == steps.count }

        mutating func takeFirst() -> UnownedJob? {
            guard !isEmpty else {
                isScheduled = false
                steps.removeAll(keepingCapacity: steps.capacity <= 1024)
                next = 0
                return nil
            }
            defer { next += 1 }
            return steps[next]
        }

        mutating func append(_ step: UnownedJob) {
            if next > 64, next > steps.count / 2 {
                steps.removeFirst(next)
                next = 0
            }
            steps.append(step)
        }
    }

    private let group: WorkerGroup
    private let state = Guarded(State())

    /// How many steps wait.
    var pendingCount: Int { state.withLock { $0.steps.count - $0.next } }

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
                state.append(step)
                defer { state.isScheduled = true }
                return !state.isScheduled
            }
            if isFirst { schedule() }
        }
    }

    private func schedule() {
        if !group.forceSend(Job(self)) { leavePool() }
    }

    /// Runs the steps that wait; on a Worker until another message waits for one, which goes first.
    func runSteps() {
        while let step = state.withLock({ $0.takeFirst() }) {
            step.run(in: self)
            guard group.channel.waits, state.withLock({ !$0.isEmpty }) else { continue }
            // A closed queue takes nothing more: then the steps run to their end here.
            if group.forceSend(Job(self)) { return }
        }
    }

    /// Sees to the steps without the pool, which drops its queue or has ended.
    func leavePool() {
        Task.detached { self.runSteps() }
    }
}

extension ThreadPool {
    /// Makes an executor for actors, which runs one step at a time on this pool.
    ///
    /// It does not keep the pool alive.
    public func serialLane() -> SerialLane { SerialLane(workers) }
}
