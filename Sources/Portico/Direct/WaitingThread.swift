// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Runs the steps of tasks on a thread that waits for what comes of them.
///
/// A test that blocks one of Swift's threads could not wait for a task that needs one as well. From any thread.
final class WaitingThread: TaskExecutor {
    private struct State {
        var steps: [UnownedJob] = []
        var isOver = false
    }

    private let state = Guarded(State())
    private let changed = PosixCondition()

    /// Has the thread run a step; one of Swift's does when nobody waits any more.
    func enqueue(_ job: consuming ExecutorJob) {
        let step = UnownedJob(job)
        let isTaken = state.withLock { state in
            if !state.isOver { state.steps.append(step) }
            return !state.isOver
        }
        if isTaken { changed.signal() } else { globalConcurrentExecutor.enqueue(ExecutorJob(step)) }
    }

    /// Runs steps until ``end()`` or `deadline`.
    func run(until deadline: ContinuousClock.Instant) {
        while let step = nextStep(until: deadline) { step.run(on: self) }
        end()
    }

    /// Lets ``run(until:)`` return; what is left goes to threads of Swift's.
    func end() {
        let rest = state.withLock { state in
            state.isOver = true
            defer { state.steps = [] }
            return state.steps
        }
        changed.broadcast()
        for step in rest { globalConcurrentExecutor.enqueue(ExecutorJob(step)) }
    }

    private func nextStep(until deadline: ContinuousClock.Instant) -> UnownedJob? {
        state.withLock(waitingOn: changed) { state in
            let rest = deadline - .now
            guard state.steps.isEmpty, !state.isOver, rest > .zero else { return .over }
            return .atMost(rest)
        } _: { state in
            // A task that only yields has a step waiting each time.
            state.isOver || state.steps.isEmpty || deadline <= .now
                ? nil : state.steps.removeFirst()
        }
    }
}
