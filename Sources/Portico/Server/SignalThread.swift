// SPDX-License-Identifier: Apache-2.0
import Glibc
import Libevent
import PorticoPool

// Signals have a thread of their own: a loop could not receive them while a handler blocks it (inline), or
// while it waits for the last handlers. And libevent lets one base of a process own signals, while there
// may be several servers.

/// Receives SIGINT, SIGTERM and SIGHUP for all servers that run.
///
/// From any thread.
///
/// The first signal calls every listener; a second one that counts as such ends the process with exit code
/// 128 plus its number, as a shell expects it. When no listener is left, the signals do what they did
/// before.
final class SignalThread: Sendable {
    static let shared = SignalThread()

    private struct Listener: Sendable {
        let onSignal: @Sendable () -> Void
        /// Called on SIGHUP instead; nil when that is a signal like the others.
        let onHangUp: (@Sendable () -> Void)?
    }

    private struct State {
        var listeners: [Int: Listener] = [:]
        var nextID = 0
        /// When the first SIGINT or SIGTERM came.
        var firstRequest: ContinuousClock.Instant?
    }

    /// Signals that come closer together are one: a terminal signals a whole group of processes, and a
    /// parent in it passes its own on.
    private static let leastDistance = Duration.seconds(1)

    /// What runs while there are listeners.
    private struct Running {
        let thread: PosixThread
        let mailbox: Mailbox<Ending>
    }

    private let state = Guarded(State())
    /// Held while the thread is started or joined; the signals' own path does not need it.
    private let running = Guarded<Running?>(nil)

    /// Calls `onSignal` at the first signal from now on, and `onHangUp` instead at each SIGHUP if there is one,
    /// until ``unlisten(_:)`` gets the number that this returns.
    func listen(
        onHangUp: (@Sendable () -> Void)? = nil, _ onSignal: @escaping @Sendable () -> Void
    ) throws(LibeventError) -> Int {
        let id = state.withLock { state in
            state.listeners[state.nextID] = Listener(onSignal: onSignal, onHangUp: onHangUp)
            defer { state.nextID += 1 }
            return state.nextID
        }
        do throws(LibeventError) {
            try running.withLock { running throws(LibeventError) in
                if running == nil { running = try start() }
            }
        } catch {
            state.withLock { $0.listeners[id] = nil }
            throw error
        }
        return id
    }

    /// Ends what ``listen(_:)`` began.
    func unlisten(_ id: Int) {
        let listener = state.withLock { $0.listeners[id] }
        // Released without a lock: what it captured may be anything.
        defer { withExtendedLifetime(listener) {} }
        running.withLock { running in
            let isLast = state.withLock { state in
                state.listeners[id] = nil
                if state.listeners.isEmpty { state.firstRequest = nil }
                return state.listeners.isEmpty
            }
            guard isLast, let last = running else { return }
            last.mailbox.post(Ending())
            last.thread.join()
            running = nil
        }
    }

    private func start() throws(LibeventError) -> Running {
        let ready = Guarded<Result<Mailbox<Ending>, LibeventError>?>(nil)
        let changed = PosixCondition()
        let thread = try PosixThread(name: "portico-signals") { [self] in
            run { result in
                ready.withLock { $0 = result }
                changed.broadcast()
            }
        }
        let result = ready.withLock(waitingOn: changed) { result in
            result == nil ? .untilSignalled : .over
        } _: {
            $0
        }
        switch result {
        case .success(let mailbox): return Running(thread: thread, mailbox: mailbox)
        case .failure(let error):
            thread.join()
            throw error
        case nil: throw LibeventError(call: "pthread_cond_wait")
        }
    }

    // MARK: On the signal thread

    private func run(_ isReady: (Result<Mailbox<Ending>, LibeventError>) -> Void) {
        do throws(LibeventError) {
            let loop = try EventLoop()
            let mailbox = try Mailbox<Ending>(on: loop) { _ in loop.stop() }
            let interrupt = try SignalSource(SIGINT, on: loop) { [self] in receive($0) }
            let terminate = try SignalSource(SIGTERM, on: loop) { [self] in receive($0) }
            // A process that ignores it, as under `nohup`, goes on ignoring it.
            let hangUp =
                SignalSource.isIgnored(SIGHUP)
                ? nil : try SignalSource(SIGHUP, on: loop) { [self] in receive($0) }
            isReady(.success(mailbox))
            try loop.run()
            mailbox.close()
            withExtendedLifetime((interrupt, terminate, hangUp)) {}
        } catch {
            isReady(.failure(error))
        }
    }

    private func receive(_ signal: Int32) {
        let now = ContinuousClock.now
        let (listeners, isSecond) = state.withLock { state in
            // A terminal that is closed is no reason to end at once.
            guard signal != SIGHUP else { return (state.listeners.values, false) }
            let first = state.firstRequest ?? now
            state.firstRequest = first
            return (state.listeners.values, now - first >= Self.leastDistance)
        }
        if isSecond { _exit(128 + signal) }
        for listener in listeners {
            let onHangUp = signal == SIGHUP ? listener.onHangUp : nil
            (onHangUp ?? listener.onSignal)()
        }
    }
}

/// Tells the signal thread to end.
private final class Ending: Sendable {}
