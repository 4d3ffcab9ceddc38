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
        var isStarted = false
        var isEnding = false
        /// Loops that are neither ready nor ended yet.
        var awaitedLoops = 0
        var runningLoops = 0
        var failure: LibeventError?
        var address: Endpoint?
        var mailboxes: [Mailbox<LoopMessage>] = []
        var threads: [PosixThread] = []
        var pool: ThreadPool?
        var signalID: Int?
        var isStopped = false
        var waiters: [@Sendable () -> Void] = []
        var statistics = FrontStatistics()
    }

    /// How long the pool waits for handlers that run beyond the drain deadline.
    private static let lastGrace = Duration.seconds(1)

    private let state = Guarded(State())
    private let changed = PosixCondition()

    var address: Endpoint? { state.withLock { $0.address } }
    var statistics: FrontStatistics { state.withLock { $0.statistics } }
    /// Whether every loop accepts, and nobody has asked for the end.
    var isReady: Bool {
        state.withLock { state in
            state.address != nil && !state.isEnding && !state.isStopped && state.failure == nil
        }
    }
    /// Why a loop ended before its time; nil unless one did.
    var failure: LibeventError? { state.withLock { $0.failure } }

    // MARK: From any thread

    /// Tells every loop to drain, also one that is not ready yet; nothing before the start.
    func drain() {
        let mailboxes = state.withLock { state in
            state.isEnding = state.isStarted
            return state.mailboxes
        }
        for mailbox in mailboxes { mailbox.post(.drain) }
    }

    // MARK: On the thread that starts the server

    /// False when the server has been started before.
    func begin() -> Bool {
        state.withLock { state in
            defer { state.isStarted = true }
            return !state.isStarted
        }
    }

    /// Ends what was kept, before any loop has been started.
    func abandonStart() {
        stop()
    }

    /// Forgets ``begin()``: nothing has come of it, and the server may be started again.
    func reset() {
        let old = state.withLock { state in
            defer { state = State() }
            return state
        }
        // Released without the lock: what waiters captured may be anything.
        withExtendedLifetime(old) {}
    }

    /// The pool to be shut down after the loops.
    func keep(_ pool: ThreadPool) {
        state.withLock { $0.pool = pool }
    }

    /// The number under which signals are heard, until the end.
    func keep(signalID: Int) {
        state.withLock { $0.signalID = signalID }
    }

    /// Starts the threads of all loops with `start`, and waits until each is ready or has ended.
    func startLoops(
        _ count: Int, _ start: (Int) throws(PosixError) -> PosixThread
    ) throws(LibeventError) {
        state.withLock { state in
            state.awaitedLoops = count
            state.runningLoops = count
        }
        for index in 0..<count {
            do throws(PosixError) {
                let thread = try start(index)
                state.withLock { $0.threads.append(thread) }
            } catch {
                let failure = LibeventError(call: error.call, code: error.code)
                for _ in index..<count { loopHasFailed(failure, wasReady: false) }
                break
            }
        }
        let failure = state.withLock(waitingOn: changed) { state in
            state.awaitedLoops > 0 ? .untilSignalled : .over
        } _: {
            $0.failure
        }
        if let failure { throw failure }
    }

    func listens(at address: Endpoint) {
        state.withLock { $0.address = address }
    }

    // MARK: On a loop thread

    func loopIsReady(_ mailbox: Mailbox<LoopMessage>) {
        let isEnding = state.withLock { state in
            state.mailboxes.append(mailbox)
            state.awaitedLoops -= 1
            return state.isEnding
        }
        changed.broadcast()
        if isEnding { mailbox.post(.drain) }
    }

    /// One loop cannot go on: the others are not to serve half a server.
    func loopHasFailed(_ error: LibeventError, wasReady: Bool) {
        state.withLock { state in
            state.failure = error
            if !wasReady { state.awaitedLoops -= 1 }
        }
        drain()
        loopHasEnded(FrontStatistics())
    }

    func loopHasEnded(_ statistics: FrontStatistics) {
        let isLast = state.withLock { state in
            state.statistics = state.statistics + statistics
            state.runningLoops -= 1
            return state.runningLoops == 0
        }
        changed.broadcast()
        if isLast { stop() }
    }

    private func stop() {
        let (pool, signalID, isLate) = state.withLock { state in
            defer { (state.pool, state.signalID) = (nil, nil) }
            return (state.pool, state.signalID, state.statistics.exchangesCutOff > 0)
        }
        // Handlers whose clients have been sent away may never return.
        pool?.shutdown(isLate ? .drain(deadline: .now + Self.lastGrace) : .drain)
        // Last of all: until here a second signal ends what hangs.
        if let signalID { SignalThread.shared.unlisten(signalID) }
        let waiters = state.withLock { state in
            state.isStopped = true
            defer { state.waiters = [] }
            return state.waiters
        }
        changed.broadcast()
        for waiter in waiters { waiter() }
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

    /// Returns at once when the server has not been started.
    func waitUntilStopped() {
        state.withLock(waitingOn: changed) { state in
            state.isStarted && !state.isStopped ? .untilSignalled : .over
        } _: { _ in
        }
    }

    /// Waits for the last steps of the loop threads.
    func joinThreads() {
        for thread in state.withLock({ $0.threads }) { thread.join() }
    }
}
