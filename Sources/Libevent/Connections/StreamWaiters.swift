// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Threads and tasks that wait for a stream; nearly always none.
struct StreamWaiters {
    /// What is waited for.
    enum Want: Sendable {
        /// Room for more; what is in the middle of a piece goes first.
        case room(isMidPiece: Bool)
        /// That the kernel has all.
        case delivery
    }

    /// Where threads wait; made for the first of them.
    private(set) var condition: PosixCondition?
    private var tasks: [Int: CheckedContinuation<Void, Never>] = [:]
    private var lastID = 0

    mutating func makeCondition() -> PosixCondition {
        let condition = condition ?? PosixCondition()
        self.condition = condition
        return condition
    }

    mutating func makeID() -> Int {
        lastID += 1
        return lastID
    }

    mutating func add(_ task: CheckedContinuation<Void, Never>, _ id: Int) { tasks[id] = task }

    mutating func remove(_ id: Int) -> CheckedContinuation<Void, Never>? {
        tasks.removeValue(forKey: id)
    }

    /// Takes out all tasks, which are to be resumed: each looks for itself whether it must wait again.
    mutating func takeTasks() -> [CheckedContinuation<Void, Never>] {
        guard !tasks.isEmpty else { return [] }
        defer { tasks = [:] }
        return Array(tasks.values)
    }
}

extension ReplyStream {
    /// Changes the state and wakes whoever waits.
    func change<Result>(_ body: (inout ReplyStreamState) -> Result) -> Result {
        let (result, condition, tasks) = state.withLock { state in
            let result = body(&state)
            return (result, state.waiters.condition, state.waiters.takeTasks())
        }
        condition?.broadcast()
        for task in tasks { task.resume() }
        return result
    }

    /// Blocks the calling thread.
    func block(until want: StreamWaiters.Want) {
        let condition = state.withLock { $0.waiters.makeCondition() }
        state.withLock(waitingOn: condition) { state in
            state.isMet(want) ? .over : .untilSignalled
        } _: { _ in
        }
    }

    /// Suspends the calling task; false when it has been cancelled.
    func suspend(until want: StreamWaiters.Want) async -> Bool {
        while !Task.isCancelled {
            if state.withLock({ $0.isMet(want) }) { return true }
            await suspendOnce(until: want)
        }
        return state.withLock { $0.isMet(want) }
    }

    private func suspendOnce(until want: StreamWaiters.Want) async {
        let id = state.withLock { $0.waiters.makeID() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { task in
                let isReady = state.withLock { state in
                    // A task that is cancelled from now on is found below.
                    if state.isMet(want) || Task.isCancelled { return true }
                    state.waiters.add(task, id)
                    return false
                }
                if isReady { task.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.remove(id) }?.resume()
        }
    }
}
