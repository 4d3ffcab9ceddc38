// SPDX-License-Identifier: Apache-2.0
import PorticoPool

// What a writer has given of a reply and the kernel has not taken. A writer appends, on a Worker or in a
// task; the loop takes all there is, sends it, and says when the kernel has it:
//
//   the writer:  append, flush, finish        the loop:  take, sent, end, fail
//
// - Appended and not with the kernel are never more than `limit` bytes; a writer waits for room.
// - The first bytes wake the loop. It goes on by itself until it finds nothing; the next bytes wake it
//   again. What is appended meanwhile goes out in one piece.
// - A write is one piece: those of two tasks do not mix, also when they have to wait for room.
// - Every end of the connection or of the loop fails the stream, and nobody waits in one that has failed.

/// The body of a reply on its way from a writer to a connection.
package final class ReplyStream: Sendable {
    /// Why a writer cannot go on.
    package enum Failure: Error, Sendable, Hashable {
        /// No client waits for this reply any more.
        case clientGone
        /// The client took less than ``FrontLimits/minReplyBytesPerSecond``.
        case clientTooSlow
        case serverEnding
        /// More was written than the length that was announced.
        case tooManyBytes(length: Int)
        /// The reply has ended: its writer returned.
        case writerEnded
        /// The task was cancelled while it waited for room.
        case cancelled
    }

    /// How the body ends.
    package enum End: Sendable { case complete, brokenOff }

    /// What the loop sends next.
    struct Taken {
        var bytes: [UInt8]
        /// What follows the bytes of a file.
        let segment: FileSegment?
        /// Nil while more may come.
        let end: End?
        /// Field lines, each with its line end.
        let trailers: [UInt8]
    }

    let state: Guarded<ReplyStreamState>
    /// Through which files are sent; nil when they are copied: in chunks, each part has its framing behind it.
    let pipes: FilePipes?
    private let wake: @Sendable (ReplyStream) -> Bool

    /// Makes a stream of `length` bytes, or of any number.
    ///
    /// `wake` has the loop call ``HTTPFront/continueStream(_:)``; false says that the loop has ended.
    package init(
        limit: Int, length: Int?, pipes: FilePipes? = nil,
        wake: @escaping @Sendable (ReplyStream) -> Bool
    ) {
        state = Guarded(ReplyStreamState(limit: limit, length: length))
        self.pipes = length == nil ? nil : pipes
        self.wake = wake
    }

    // MARK: On the writer's thread

    /// Appends `bytes`; blocks while there is no room.
    package func append(_ bytes: [UInt8]) throws(Failure) {
        var piece = Piece(bytes)
        while try !offer(&piece) { block(until: .room(isMidPiece: piece.isBegun)) }
    }

    /// Appends `bytes`; suspends while there is no room.
    package func append(_ bytes: [UInt8]) async throws(Failure) {
        var piece = Piece(bytes)
        while try !offer(&piece) {
            guard await suspend(until: .room(isMidPiece: piece.isBegun)) else {
                if piece.isBegun { change { $0.isTorn = true } }
                throw .cancelled
            }
        }
    }

    /// Sends the head, if that has not been done, without waiting.
    package func begin() throws(Failure) {
        let mustWake = try state.withLock { state throws(Failure) in try state.begin() }
        if mustWake { wakeLoop() }
    }

    /// Blocks until the kernel has the head and all that was appended.
    package func flush() throws(Failure) {
        try begin()
        block(until: .delivery)
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
    }

    /// Suspends until the kernel has the head and all that was appended.
    package func flush() async throws(Failure) {
        try begin()
        guard await suspend(until: .delivery) else { throw .cancelled }
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
    }

    /// Sets the field lines that follow the body if it is sent in chunks.
    package func setTrailers(_ lines: [UInt8]) throws(Failure) {
        try state.withLock { state throws(Failure) in
            if let refusal = state.refusal { throw refusal }
            state.trailers = lines
        }
    }

    /// Ends the stream, as its writer has returned or failed.
    ///
    /// The caller has the loop look at it, or answers itself when nothing has begun.
    package func finish(isGood: Bool) -> ReplyStreamState.Ending {
        change { $0.finish(isGood: isGood) }
    }

    /// Appends as much of `piece` as there is room for; false when not all of it.
    private func offer(_ piece: inout Piece) throws(Failure) -> Bool {
        var mustWake = false
        try state.withLock { state throws(Failure) in mustWake = try state.append(&piece) }
        if mustWake { wakeLoop() }
        return piece.isWhole
    }

    func wakeLoop() {
        if !wake(self) { fail(.serverEnding) }
    }

    // MARK: On the loop thread

    /// Takes what there is to send; nil when there is nothing, and the next bytes wake the loop.
    ///
    /// The first time, there is always something: the head goes with it.
    func take() -> Taken? { state.withLock { $0.take() } }

    /// The kernel has what was taken.
    ///
    /// - Returns: Whether there is more: then the loop must look again.
    func sent() -> Bool { change { $0.noteSent() } }

    /// Appends a comment if nothing is on its way.
    func appendHeartbeat() -> Bool { state.withLock { $0.appendHeartbeat() } }

    /// Ends the body before its writer does; false when that one has ended.
    func end(_ end: End, because failure: Failure) -> Bool {
        change { $0.end(end, because: failure) }
    }

    // MARK: From any thread

    /// Fails everything from now on: the reply does not reach its client.
    package func fail(_ failure: Failure) {
        let released = change { $0.fail(failure) }
        withExtendedLifetime(released) {}
    }
}
