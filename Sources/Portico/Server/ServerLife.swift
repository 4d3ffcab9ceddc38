// SPDX-License-Identifier: Apache-2.0
import Libevent
import PorticoPool

// What the threads of a server know of each other. The thread that starts it waits until every loop is
// ready or one has failed. The last loop to end waits for the handlers and ends what they ran on, so that no
// handler runs after the end, and then wakes every thread that waits for it. All of that has a last moment,
// which is set when the server is told to end: no thread waits for the end longer than that, also when a
// handler holds up a loop and the loop never ends.

/// The state of a server between its threads.
///
/// From any thread.
final class ServerLife: Sendable {
    /// What ``begin()`` says.
    enum Beginning {
        /// The server may start.
        case first
        /// It was told to end before: there is nothing to start.
        case ended
        /// It has been started before.
        case again
    }

    /// What must be ended after the loops.
    struct Resources: Sendable {
        var pool: ThreadPool?
        var signalID: Int?
        var canceller: TaskCanceller?
        var writers: WriterThreads?
        /// What unix sockets have in the file system.
        var files: [UnixSocketFile] = []
        var observers: ObserverThreads?
    }

    private struct State {
        var isStarted = false
        var isEnding = false
        /// When nothing is waited for any more; nil until the server is told to end.
        var lastMoment: ContinuousClock.Instant?
        /// Loops that are neither ready nor ended yet.
        var awaitedLoops = 0
        var runningLoops = 0
        var failure: LibeventError?
        var addresses: [Endpoint] = []
        var mailboxes: [Mailbox<LoopMessage>] = []
        /// Those of all loops that ever were ready.
        var counters: [LoopCounters] = []
        var threads: [PosixThread] = []
        var resources = Resources()
        var unfinished: [UnfinishedCall] = []
        /// A thread ends what is left; no other one may.
        var isStopping = false
        var isStopped = false
        /// A loop was not waited for.
        var isAbandoned = false
        var waiters: [@Sendable () -> Void] = []
        var figures = FrontFigures()

        /// Whether every loop accepts, and the server has not been told to end.
        var isReady: Bool { !addresses.isEmpty && !isEnding && !isStopped && failure == nil }
    }

    /// How long after the drain deadline replies may take to be read, and handlers to end.
    static let lastGrace = Duration.seconds(1)
    /// How long after all that a loop may take to end.
    private static let loopGrace = Duration.seconds(1)
    /// A clock can count it, and no wait is longer.
    private static let longestWait = Duration.seconds(1 << 30)

    /// Who wants to be told how the server is; nil when nobody does.
    let manager: ServiceManager?
    /// How many requests are with handlers.
    let calls = CallCount()
    /// Follows the state.
    let readiness = Readiness()
    /// Told what was left behind: handlers by name, and loops by their number.
    private let onLeavingBehind: @Sendable ([UnfinishedCall], _ loops: Int) -> Void
    /// From the call that ends the server to the drain deadline.
    private let timeToEnd: Duration
    private let state = Guarded(State())
    private let changed = PosixCondition()

    init(
        _ configuration: Configuration,
        onLeavingBehind: @escaping @Sendable ([UnfinishedCall], _ loops: Int) -> Void
    ) {
        self.onLeavingBehind = onLeavingBehind
        manager = configuration.notifiesServiceManager ? ServiceManager.own : nil
        timeToEnd = [configuration.drainDelay, configuration.drainDeadline]
            .map { min(max($0, .zero), Self.longestWait) }.reduce(.zero, +)
    }

    /// Changes the state and wakes every thread that waits for a change: the only way to change it.
    private func change<Result>(_ body: (inout State) -> Result) -> Result {
        defer { changed.broadcast() }
        return state.withLock { state in
            defer { readiness.isReady = state.isReady }
            return body(&state)
        }
    }

    /// Where every loop listens; empty before that.
    var addresses: [Endpoint] { state.withLock { $0.addresses } }
    var figures: FrontFigures { state.withLock { $0.figures } }
    var counters: [LoopCounters] { state.withLock { $0.counters } }
    /// What runs the handlers, until it has ended.
    var pool: ThreadPool? { state.withLock { $0.resources.pool } }
    /// Why a loop ended before its time; nil unless one did.
    var failure: LibeventError? { state.withLock { $0.failure } }

    // MARK: From any thread

    /// Tells every loop to drain, also one that is not ready yet; a server that has not been started
    /// remembers it.
    func drain() {
        let (mailboxes, isFirst, wasReady) = change { state in
            let wasReady = state.isReady
            let isFirst = !state.isEnding && state.isStarted
            state.isEnding = true
            if isFirst { state.lastMoment = .now + timeToEnd + Self.lastGrace }
            return (state.mailboxes, isFirst, wasReady)
        }
        if wasReady { manager?.tell(.stopping) }
        for mailbox in mailboxes { mailbox.post(.drain) }
        if isFirst { keepDeadline() }
    }

    /// Starts a thread that keeps the deadline, in case that no other one is in ``waitUntilStopped()``.
    private func keepDeadline() {
        // Without it, the threads that wait there still keep the deadline.
        _ = try? PosixThread(name: "portico-drain") { [self] in waitUntilStopped() }
    }

    // MARK: On the thread that starts the server

    func begin() -> Beginning {
        change { state in
            guard !state.isStarted else { return .again }
            state.isStarted = true
            state.isStopped = state.isEnding
            return state.isEnding ? .ended : .first
        }
    }

    /// Ends what was kept, as nothing has come of ``begin()``, and lets the server be started again.
    func abandonStart() {
        if state.withLock({ $0.threads.isEmpty }) {
            stop()
        } else {
            drain()
            joinThreads()
        }
        let old = change { state in
            defer { state = State() }
            return state
        }
        // Released without the lock: what waiters captured may be anything.
        withExtendedLifetime(old) {}
    }

    /// Keeps what is to be ended after the loops.
    func keep(_ keep: (inout Resources) -> Void) {
        change { keep(&$0.resources) }
    }

    /// Starts the threads of all loops with `start`, and waits until each is ready or has ended.
    func startLoops(
        _ count: Int, _ start: (Int) throws(PosixError) -> PosixThread
    ) throws(LibeventError) {
        change { state in
            state.awaitedLoops = count
            state.runningLoops = count
        }
        for index in 0..<count {
            do throws(PosixError) {
                let thread = try start(index)
                change { $0.threads.append(thread) }
            } catch {
                for _ in index..<count { loopHasFailed(error, wasReady: false) }
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

    func listens(at addresses: [Endpoint]) {
        let isReady = change { state in
            state.addresses = addresses
            return state.isReady
        }
        if isReady { manager?.tell(.ready) }
    }

    // MARK: On the loop thread

    func loopIsReady(_ mailbox: Mailbox<LoopMessage>, _ counters: LoopCounters) {
        let isEnding = change { state in
            state.counters.append(counters)
            state.mailboxes.append(mailbox)
            state.awaitedLoops -= 1
            return state.isEnding
        }
        if isEnding { mailbox.post(.drain) }
    }

    /// One loop cannot go on: the others are not to serve half a server.
    func loopHasFailed(_ error: LibeventError, wasReady: Bool) {
        change { state in
            state.failure = error
            if !wasReady { state.awaitedLoops -= 1 }
        }
        drain()
        loopHasEnded(ServerLoop.Outcome())
    }

    func loopHasEnded(_ outcome: ServerLoop.Outcome) {
        let isLast = change { state in
            state.figures = state.figures + outcome.figures
            state.unfinished += outcome.unfinished
            state.runningLoops -= 1
            return state.runningLoops == 0
        }
        if isLast { stop() }
    }

    // MARK: The end

    /// Waits for handlers until the last moment, ends what they ran on, and calls the waiters.
    ///
    /// Once: on the thread of the last loop, or, when a loop does not end, on one that waits for it.
    private func stop() {
        let (resources, lastMoment) = change { state -> (Resources?, ContinuousClock.Instant?) in
            guard !state.isStopping else { return (nil, nil) }
            state.isStopping = true
            defer { state.resources = Resources() }
            return (state.resources, state.lastMoment)
        }
        guard let resources else { return }
        resources.files.forEach { $0.remove() }
        if let lastMoment { calls.waitUntilNone(until: lastMoment) }
        // Workers that are idle by now need a moment to end, and others are not waited for.
        let deadline = max(lastMoment ?? .now, .now + .milliseconds(100))
        resources.pool?.shutdown(.drain(deadline: deadline))
        resources.writers?.close(until: deadline)
        resources.canceller?.close(until: deadline)
        tellWhatIsLeftBehind()
        resources.observers?.end()
        // Last of all: until here a second signal ends what hangs.
        if let signalID = resources.signalID { SignalThread.shared.unlisten(signalID) }
        let waiters = change { state in
            state.isStopped = true
            state.unfinished = []
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter() }
    }

    private func tellWhatIsLeftBehind() {
        let (unfinished, loops) = state.withLock { ($0.unfinished, $0.runningLoops) }
        let running = unfinished.filter(\.isRunning)
        if !running.isEmpty || loops > 0 { onLeavingBehind(running, loops) }
    }

    // MARK: On a thread that waits for the end

    /// Calls `waiter` when the server has stopped, at once if it has; from another thread otherwise.
    func whenStopped(_ waiter: @escaping @Sendable () -> Void) {
        let isStopped = change { state in
            if !state.isStopped { state.waiters.append(waiter) }
            return state.isStopped
        }
        if isStopped { waiter() }
    }

    /// Returns at once when the server has not been started.
    func waitUntilStopped() {
        let isLate = state.withLock(waitingOn: changed) { state in
            guard state.isStarted, !state.isStopped else { return .over }
            // The thread that stops it has a deadline, too.
            guard let lastMoment = state.lastMoment, !state.isStopping else {
                return .untilSignalled
            }
            let rest = lastMoment + Self.loopGrace - .now
            return rest > .zero ? .atMost(rest) : .over
        } _: { state in
            let isLate = state.isStarted && !state.isStopped
            if isLate { state.isAbandoned = true }
            return isLate
        }
        guard isLate else { return }
        stop()
        // Another thread may have been faster, and may not be done.
        waitUntilStopped()
    }

    /// Waits for the last steps of the loop threads, unless one of them was left behind.
    func joinThreads() {
        let threads = state.withLock { $0.isAbandoned ? [] : $0.threads }
        for thread in threads { thread.join() }
    }
}
