// SPDX-License-Identifier: Apache-2.0
import Glibc
package import HTTP1
import PorticoPool

// A streamed body on its way from a loop to the handler that reads it. The loop appends what the guard has
// decoded, and reads no more from the client while the buffer is full. A reader that has made room tells the
// loop, once, through `whenWanted`. The body ends once: it is complete, or it fails, and each end wakes the
// reader. One reader at a time: a Worker that blocks, or a task that is suspended and holds no Worker.
//
// Nothing is called while the lock is held.

/// The bounded buffer between the loop that receives a body and the handler that reads it.
package final class IncomingBody: Sendable {
    /// Why the rest of a body will not come.
    package enum Failure: Error, Hashable, Sendable {
        /// The client has closed the connection, or broken it off.
        case clientGone
        /// What the client sent, or how slowly, was refused.
        case refused(Refusal)
        /// The request has been answered, by its handler or in its place.
        case answered
        /// Another reader waits for the same body.
        case alreadyBeingRead
        /// A thread cannot wait for what only it receives.
        case onLoopThread
    }

    private struct State {
        var buffer: BodyQueue
        /// Nil while more is to come.
        var end: Result<Void, Failure>?
        /// Whether the loop waits to be told that more is wanted.
        var loopWaits = false
        var whenWanted: (@Sendable () -> Void)?
        var isBeingRead = false
        /// The reader, if it is a task that is suspended.
        var sleeper: CheckedContinuation<Void, Never>?
        /// Counts the times a task has begun to wait.
        var waits = 0
        /// The last of these times that was cancelled.
        var cancelledWait = 0
    }

    /// The most that is held for the reader, in bytes.
    private let limit: Int
    private let state: Guarded<State>
    private let changed = PosixCondition()
    /// The thread that receives the body, and must not wait for it; nil when the body is there.
    private let loopThread: pthread_t?

    /// A body that will come, of which at most `limit` bytes are held; on the loop thread.
    init(limit: Int) {
        self.limit = limit
        state = Guarded(State(buffer: BodyQueue(limit: limit)))
        loopThread = pthread_self()
    }

    /// A body that has come in pieces, with its end.
    package convenience init(pieces: [[UInt8]], end: Result<Void, Failure>) {
        self.init(whole: [])
        state.withLock { state in
            for piece in pieces where !piece.isEmpty { state.buffer.append(piece) }
            state.end = end
        }
    }

    /// A body that is there.
    package init(whole bytes: [UInt8]) {
        limit = bytes.count
        var state = State(buffer: BodyQueue())
        if !bytes.isEmpty { state.buffer.append(bytes) }
        state.end = .success(())
        self.state = Guarded(state)
        loopThread = nil
    }

    // MARK: On the loop thread

    /// Calls `notify`, on the reader's thread, when the loop waits and more is wanted.
    package func whenWanted(_ notify: @escaping @Sendable () -> Void) {
        state.withLock { $0.whenWanted = notify }
    }

    /// Has the next reader that finds little or nothing tell the loop.
    func waitForReader() {
        state.withLock { $0.loopWaits = true }
    }

    /// How many bytes may be appended now; nil when so few that the loop must wait until it is told.
    func room() -> Int? {
        state.withLock { Self.room(in: &$0, limit) }
    }

    private static func room(in state: inout State, _ limit: Int) -> Int? {
        let room = limit - state.buffer.count
        guard room < limit / 4 else { return room }
        state.loopWaits = true
        return nil
    }

    /// Takes in what has come, and says what ``room()`` would then.
    ///
    /// With `expectsMore`, the reader is woken once half of the buffer is full, or by ``wakeReader()``: it
    /// would wait again after each piece.
    func append(_ bytes: [UInt8], expectsMore: Bool = false) -> Int? {
        let (room, wakes, sleeper) = state.withLock { state in
            state.buffer.append(bytes)
            let wakes = !expectsMore || state.buffer.count >= limit / 2
            return (Self.room(in: &state, limit), wakes, wakes ? state.sleeper.take() : nil)
        }
        if wakes { wake(sleeper) }
        return room
    }

    /// Wakes a reader that waits, if there is something for it.
    func wakeReader() {
        let sleeper = state.withLock { state in
            state.buffer.count > 0 ? state.sleeper.take() : nil
        }
        wake(sleeper)
    }

    /// Memory for what comes next: that of a piece that has been read, or none.
    func takeSpare() -> [UInt8] { state.withLock { $0.buffer.takeSpare() } ?? [] }

    /// Gives memory back that was not needed.
    func keepSpare(_ spare: [UInt8]) {
        state.withLock { $0.buffer.keepSpare(spare) }
    }

    /// Ends the body, unless it has ended; what is held of one that fails is dropped.
    func end(_ end: Result<Void, Failure>) {
        let (sleeper, dropped, spares) = state.withLock { state in
            let spares = state.buffer.removeSpares()
            guard state.end == nil else { return (state.sleeper.take(), BodyQueue(), spares) }
            state.end = end
            state.whenWanted = nil
            guard case .failure = end else { return (state.sleeper.take(), BodyQueue(), spares) }
            defer { state.buffer = BodyQueue() }
            return (state.sleeper.take(), state.buffer, spares)
        }
        wake(sleeper)
        withExtendedLifetime((dropped, spares)) {}
    }

    private func wake(_ sleeper: CheckedContinuation<Void, Never>?) {
        if let sleeper { sleeper.resume() } else { changed.signal() }
    }

    // MARK: From any thread: reading

    /// How many bytes are held.
    package var bufferedBytes: Int { state.withLock { $0.buffer.count } }

    /// Whether a task is suspended until more comes.
    var isAwaited: Bool { state.withLock { $0.sleeper != nil } }

    /// What a reader found.
    private enum Found {
        case bytes([UInt8]?)
        case failure(Failure)
        /// Nothing yet.
        case nothing
    }

    /// Up to `count` bytes, as many as are there, or nil at the end; blocks until there are some.
    package func read(upTo count: Int) throws(Failure) -> [UInt8]? {
        let found = try look(upTo: count)
        guard case .nothing = found else { return try result(found) }
        if let loopThread, pthread_equal(loopThread, pthread_self()) != 0 {
            endReading()
            throw .onLoopThread
        }
        let (later, notify) = state.withLock(waitingOn: changed) { state in
            state.buffer.count == 0 && state.end == nil ? .untilSignalled : .over
        } _: { state in
            Self.take(from: &state, upTo: count, limit)
        }
        notify?()
        return try result(later)
    }

    /// Like the other, but suspends its task instead; throws `CancellationError` when that is cancelled
    /// and would have to wait.
    package func read(upTo count: Int) async throws -> [UInt8]? {
        var found = try look(upTo: count)
        while case .nothing = found {
            guard await waitUnlessCancelled() else {
                endReading()
                throw CancellationError()
            }
            let notify: (@Sendable () -> Void)?
            (found, notify) = state.withLock { Self.take(from: &$0, upTo: count, limit) }
            notify?()
        }
        return try result(found)
    }

    /// Begins a read; unless it found nothing, the read has ended as well.
    private func look(upTo count: Int) throws(Failure) -> Found {
        let (found, notify) = state.withLock { state -> (Found, (@Sendable () -> Void)?) in
            guard !state.isBeingRead else { return (.failure(.alreadyBeingRead), nil) }
            state.isBeingRead = true
            return Self.take(from: &state, upTo: count, limit)
        }
        notify?()
        return found
    }

    private func endReading() {
        state.withLock { $0.isBeingRead = false }
    }

    private func result(_ found: Found) throws(Failure) -> [UInt8]? {
        switch found {
        case .bytes(let bytes): return bytes
        case .failure(let failure): throw failure
        case .nothing: return nil
        }
    }

    /// Takes what is there, and says what to call for more when the lock has been given back.
    private static func take(
        from state: inout State, upTo count: Int, _ limit: Int
    ) -> (Found, notify: (@Sendable () -> Void)?) {
        let found: Found
        if case .failure(let failure) = state.end {
            found = .failure(failure)
        } else if state.buffer.count > 0 {
            found = .bytes(state.buffer.take(upTo: count))
        } else {
            found = state.end == nil ? .nothing : .bytes(nil)
        }
        if case .nothing = found {} else { state.isBeingRead = false }
        guard state.loopWaits, state.end == nil, state.buffer.count <= limit / 2 else {
            return (found, nil)
        }
        state.loopWaits = false
        return (found, state.whenWanted)
    }

    // MARK: On a task

    /// Suspends the task until something has changed; false when it is cancelled.
    private func waitUnlessCancelled() async -> Bool {
        let wait = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { sleep($0, wait) }
        } onCancel: {
            cancel(wait)
        }
        return state.withLock { $0.cancelledWait != wait || $0.end != nil }
    }

    /// Keeps `sleeper` until something changes; resumes it if that has happened.
    private func sleep(_ sleeper: CheckedContinuation<Void, Never>, _ wait: Int) {
        let isOver = state.withLock { state in
            guard state.buffer.count == 0, state.end == nil, state.cancelledWait != wait else {
                return true
            }
            state.sleeper = sleeper
            return false
        }
        if isOver { sleeper.resume() }
    }

    private func cancel(_ wait: Int) {
        let sleeper = state.withLock { state in
            guard state.waits == wait else { return CheckedContinuation<Void, Never>?.none }
            state.cancelledWait = wait
            return state.sleeper.take()
        }
        sleeper?.resume()
    }
}
