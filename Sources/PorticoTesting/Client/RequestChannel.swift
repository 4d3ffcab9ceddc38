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
}
