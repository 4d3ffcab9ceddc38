// SPDX-License-Identifier: Apache-2.0
import Libevent
import PorticoPool

// What the threads of a server know of each other. The starter waits until every loop is ready or one
// has failed; the last loop to end shuts the pool down, so that no handler runs after the end, and
// then lets everybody know who waits for it.

/// The state of a server between its threads.
///
/// Any thread may call.
final class ServerLife: Sendable {
    private struct State {
        var hasBegun = false
        var isEnding = false
        var startedLoops = 0
        var settledLoops = 0
        var runningLoops = 0
        var failure: LibeventError?
        var address: Endpoint?
        var mailboxes: [Mailbox<LoopMessage>] = []
        var threads: [PosixThread] = []
        var pool: ThreadPool?
        var isStopped = false
        var hasHadSignal = false
        var waiters: [@Sendable () -> Void] = []
        var statistics = FrontStatistics()
    }

    private let state = Guarded(State())
    private let changed = PosixCondition()

    var address: Endpoint? { state.withLock { $0.address } }
    var statistics: FrontStatistics { state.withLock { $0.statistics } }

    // MARK: From any thread

    /// Tells every loop to drain, also one that is not ready yet; nothing before the start.
    func drain() {
        let mailboxes = state.withLock { state in
            state.isEnding = state.hasBegun
            return state.mailboxes
        }
        for mailbox in mailboxes { mailbox.post(.drain) }
    }

    // MARK: On the thread that starts the server

    /// False when the server has been started before.
    func begin() -> Bool {
        state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
    }

    /// The pool to be shut down after the loops.
    func keep(_ pool: ThreadPool) {
        state.withLock { $0.pool = pool }
    }

    /// Starts the thread of one more loop.
    func addLoop(
        _ start: () throws(PosixError) -> PosixThread
    ) throws(PosixError) {
        state.withLock { state in
            state.startedLoops += 1
            state.runningLoops += 1
        }
        do throws(PosixError) {
            let thread = try start()
            state.withLock { $0.threads.append(thread) }
        } catch {
            state.withLock { $0.startedLoops -= 1 }
            loopHasEnded(FrontStatistics())
            throw error
        }
    }

    /// Waits until every loop that was started is ready or has failed; returns a failure.
    func waitUntilReady(at address: Endpoint) -> LibeventError? {
        state.withLock(waitingOn: changed) { state in
            state.settledLoops < state.startedLoops ? .untilSignalled : .over
        } _: { state in
            if state.failure == nil { state.address = address }
            return state.failure
        }
    }

    /// Ends what has been started, after a failure to start the rest.
    func fail(at address: Endpoint) {
        _ = waitUntilReady(at: address)
        drain()
        joinThreads()
        state.withLock { state -> ThreadPool? in
            defer { state.pool = nil }
            return state.pool
        }?.shutdown(.drain)
    }

    // MARK: On a loop thread

    func loopIsReady(_ mailbox: Mailbox<LoopMessage>) {
        state.withLock { state in
            state.mailboxes.append(mailbox)
            state.settledLoops += 1
            if state.isEnding { mailbox.post(.drain) }
        }
        changed.broadcast()
    }

    func loopHasFailed(_ error: LibeventError) {
        state.withLock { state in
            state.failure = error
            state.settledLoops += 1
        }
        changed.broadcast()
        loopHasEnded(FrontStatistics())
    }

    func loopHasEnded(_ statistics: FrontStatistics) {
        let pool = state.withLock { state -> ThreadPool?? in
            state.statistics = state.statistics + statistics
            state.runningLoops -= 1
            guard state.runningLoops == 0 else { return nil }
            defer { state.pool = nil }
            return .some(state.pool)
        }
        guard let pool else { return }
        pool?.shutdown(.drain)
        let waiters = state.withLock { state in
            state.isStopped = true
            defer { state.waiters = [] }
            return state.waiters
        }
        changed.broadcast()
        for waiter in waiters { waiter() }
    }

    /// False when there has been a signal before.
    func noteSignal() -> Bool {
        state.withLock { state in
            defer { state.hasHadSignal = true }
            return !state.hasHadSignal
        }
    }

    // MARK: On a thread that waits for the end

    /// Calls `waiter` when the server has stopped, at once if it has; from a loop thread otherwise.
    func whenStopped(_ waiter: @escaping @Sendable () -> Void) {
        let isStopped = state.withLock { state in
            if !state.isStopped { state.waiters.append(waiter) }
            return state.isStopped
        }
        if isStopped { waiter() }
    }

    func waitUntilStopped() {
        state.withLock(waitingOn: changed) {
            $0.isStopped ? .over : .untilSignalled
        } _: { _ in
        }
    }

    /// Waits for the last steps of the loop threads.
    func joinThreads() {
        for thread in state.withLock({ $0.threads }) { thread.join() }
    }
}
