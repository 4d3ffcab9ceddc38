// SPDX-License-Identifier: Apache-2.0

/// What carries the requests of a client, as its ``TestTransport`` says.
///
/// From any thread.
protocol RequestChannel: Sendable {
    /// Sends `message` and blocks until its reply is there.
    @available(*, noasync)
    func exchange(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> ReplyReader.Reply

    /// Sends `message` and suspends until its reply is there.
    func exchange(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) async throws -> ReplyReader.Reply

    /// Sends `message` and blocks until the head of its reply is there.
    @available(*, noasync)
    func open(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> StreamedReply

    /// Sends `message` and suspends until the head of its reply is there.
    func open(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) async throws -> StreamedReply

    /// Runs `read`, which waits for a piece of a reply, where a thread may block.
    func wait<Value: Sendable>(_ read: @Sendable () throws -> Value) async throws -> Value
}
