// SPDX-License-Identifier: Apache-2.0
public import Portico
import PorticoPool

/// A reply whose body is read while the server sends it, be it without an end.
///
/// Its bytes come without their transfer coding. A piece is what has come, which may be less or more than what the
/// handler wrote at once; so an expectation is about text up to a mark, an event of an event stream for example.
/// Each call ends within the time limit of the test. One caller at a time.
public final class TestStream: Sendable {
    /// The status.
    public let status: HTTPResponse.Status
    /// The header fields, in the order they came.
    public let headers: HTTPFields
    private let name: String
    private let timeLimit: Duration
    private let channel: any RequestChannel
    private let state: Guarded<State>

    private enum State {
        case open(StreamedReply)
        /// Somebody waits for what comes.
        case busy
        case closed
    }

    init(
        _ reply: StreamedReply, _ headers: HTTPFields, to name: String,
        over channel: any RequestChannel, _ timeLimit: Duration
    ) {
        (status, self.headers) = (reply.head.status, headers)
        (self.name, self.channel, self.timeLimit) = (name, channel, timeLimit)
        state = Guarded(.open(reply))
    }

    // MARK: Plain tests

    /// Waits for the next bytes of the body; nil at its end.
    ///
    /// - Throws: ``TestError``; after ``TestError/tookTooLong(request:limit:)``, it may be called again.
    @available(*, noasync, message: "await the other nextPiece()")
    public func nextPiece() throws(TestError) -> [UInt8]? {
        try read { reply, deadline throws(ReplyFault) in try reply.nextPiece(until: deadline) }
    }

    /// Waits for text up to the next `end`, which comes with it; nil at the end of the body.
    ///
    /// ```swift
    /// try client.stream("/events") { stream in
    ///     let event = try stream.nextText(through: "\n\n")
    ///     #expect(event == "data: one\n\n")
    /// }
    /// ```
    /// What stands behind the last `end` comes alone, before nil.
    ///
    /// - Throws: ``TestError``; after ``TestError/tookTooLong(request:limit:)``, it may be called again.
    /// - Precondition: `end` is not empty.
    @available(*, noasync, message: "await the other nextText(through:)")
    public func nextText(through end: String) throws(TestError) -> String? {
        let end = Self.mark(end)
        return try read { reply, deadline throws(ReplyFault) in
            try reply.nextText(through: end, until: deadline)
        }.map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Async tests

    /// Waits for the next bytes of the body; nil at its end.
    ///
    /// - Throws: ``TestError``; after ``TestError/tookTooLong(request:limit:)``, it may be called again.
    ///   `CancellationError` when the task is cancelled.
    public func nextPiece() async throws -> [UInt8]? {
        try await channel.wait { [self] in
            try read { reply, deadline throws(ReplyFault) in try reply.nextPiece(until: deadline) }
        }
    }

    /// Waits for text up to the next `end`, which comes with it; nil at the end of the body.
    ///
    /// What stands behind the last `end` comes alone, before nil.
    ///
    /// - Throws: ``TestError``; after ``TestError/tookTooLong(request:limit:)``, it may be called again.
    ///   `CancellationError` when the task is cancelled.
    /// - Precondition: `end` is not empty.
    public func nextText(through end: String) async throws -> String? {
        let end = Self.mark(end)
        return try await channel.wait { [self] in
            try read { reply, deadline throws(ReplyFault) in
                try reply.nextText(through: end, until: deadline)
            }
        }.map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: From any thread

    /// Lets go of the connection: the server finds its client gone.
    func close() {
        let last = state.withLock { state in
            defer { state = .closed }
            return state
        }
        withExtendedLifetime(last) {}
    }

    private static func mark(_ end: String) -> [UInt8] {
        precondition(
            !end.isEmpty, "text through nothing is nothing; give a mark, \"\\n\" for example")
        return Array(end.utf8)
    }

    private func read(
        _ body: (inout StreamedReply, ContinuousClock.Instant) throws(ReplyFault) -> [UInt8]?
    ) throws(TestError) -> [UInt8]? {
        let taken = state.withLock { state in
            if case .open = state {
                defer { state = .busy }
                return state
            }
            return state
        }
        guard case .open(var reply) = taken else {
            guard case .closed = taken else {
                preconditionFailure("the stream of \(name) is read twice at a time")
            }
            return nil
        }
        defer { putBack(reply) }
        do throws(ReplyFault) {
            return try body(&reply, .now + timeLimit)
        } catch {
            throw error.error(name, timeLimit)
        }
    }

    private func putBack(_ reply: StreamedReply) {
        state.withLock { if case .busy = $0 { $0 = .open(reply) } }
    }
}
