// SPDX-License-Identifier: Apache-2.0
import Libevent
import PorticoPool

/// Sends requests over connections to a server: ``TestTransport/wire`` and ``TestTransport/live``.
///
/// One connection is kept for the next request. Requests that are sent at the same time have one each.
final class ConnectionChannel: RequestChannel {
    /// Where the server listens.
    enum Address: Sendable {
        case local(LocalName)
        case port(Endpoint)

        var port: Int? { if case .port(let endpoint) = self { Int(endpoint.port) } else { nil } }
    }

    private struct State {
        var idle: ServerConnection?
        var isClosed = false
    }

    private let address: Address
    private let threads: TestThreads
    private let state = Guarded(State())

    init(to address: Address, _ threads: TestThreads) {
        self.address = address
        self.threads = threads
    }

    @available(*, noasync)
    func exchange(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> ReplyReader.Reply {
        try send(message, until: deadline)
    }

    func exchange(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) async throws -> ReplyReader.Reply {
        try await threads.run { [self] in
            try send(message, until: deadline)
        }
    }

    @available(*, noasync)
    func open(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> StreamedReply {
        try StreamedReply(to: message, over: ServerConnection(to: address), until: deadline)
    }

    func open(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) async throws -> StreamedReply {
        try await threads.run { [self] in
            try StreamedReply(to: message, over: ServerConnection(to: address), until: deadline)
        }
    }

    func wait<Value: Sendable>(_ read: @Sendable () throws -> Value) async throws -> Value {
        try await threads.run(read)
    }

    /// Closes the connection that is kept, and those that are busy after their replies.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            return state.idle.take()
        }
        withExtendedLifetime(idle) {}
    }

    // MARK: On a thread that may block

    private func send(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> ReplyReader.Reply {
        let idle = state.withLock { $0.idle.take() }
        var connection =
            if let idle, idle.isOpen { idle } else { try ServerConnection(to: address) }
        let reply = try connection.exchange(
            message.bytes, toHead: message.isHead, until: deadline)
        // After raw bytes, more replies may come.
        guard case .request = message, reply.isPersistent, connection.isIdle else { return reply }
        let kept = connection
        // Another request may have been faster to bring its connection back.
        let dropped = state.withLock { state -> ServerConnection? in
            guard !state.isClosed, state.idle == nil else { return kept }
            state.idle = kept
            return nil
        }
        withExtendedLifetime(dropped) {}
        return reply
    }
}
