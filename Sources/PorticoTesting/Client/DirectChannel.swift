// SPDX-License-Identifier: Apache-2.0
import Libevent
import Portico
import PorticoPool
import Synchronization

/// Calls the handler in the place of a server: ``TestTransport/router``.
final class DirectChannel: RequestChannel {
    private let handler: Handler
    private let configuration: Configuration
    private let logger: Logger
    private let lastNumber = Atomic(0)
    private let workers = WorkerStandInValues()

    init(_ handler: Handler, _ configuration: Configuration, _ logger: Logger) {
        self.handler = handler
        self.configuration = configuration
        self.logger = logger
    }

    @available(*, noasync)
    func exchange(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> ReplyReader.Reply {
        let request = try request(message)
        let exchange = begin(request, until: deadline, isWaitedFor: true)
        guard let reply = exchange.wait() else {
            exchange.abandon()
            throw .tookTooLong
        }
        return try read(reply, request)
    }

    func exchange(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) async throws -> ReplyReader.Reply {
        let request = try request(message)
        let exchange = begin(request, until: deadline, isWaitedFor: false)
        let pending = PendingReply()
        exchange.whenEnded { pending.end(with: $0) }
        let timer = Task {
            // Cancelled when the reply is there, and then there is nothing to end.
            try await Task.sleep(until: deadline)
            pending.end(with: nil)
        }
        defer { timer.cancel() }
        guard let reply = await pending.value() else {
            exchange.abandon()
            try Task.checkCancellation()
            throw ReplyFault.tookTooLong
        }
        return try read(reply, request)
    }

    @available(*, noasync)
    func open(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> StreamedReply {
        StreamedReply(whole: try exchange(message, until: deadline))
    }

    func open(
        _ message: OutgoingMessage, until deadline: ContinuousClock.Instant
    ) async throws -> StreamedReply {
        StreamedReply(whole: try await exchange(message, until: deadline))
    }

    /// Nothing is waited for: all of the reply is there.
    func wait<Value: Sendable>(_ read: @Sendable () throws -> Value) async throws -> Value {
        try read()
    }

    /// Releases the values that handlers had of Workers.
    func end() { workers.end() }

    private func request(_ message: OutgoingMessage) throws(ReplyFault) -> TestRequest {
        guard case .request(let request) = message else { throw .needsConnection }
        return request
    }

    private func begin(
        _ request: TestRequest, until deadline: ContinuousClock.Instant, isWaitedFor: Bool
    ) -> DirectExchange {
        let number = lastNumber.add(1, ordering: .relaxed).newValue
        let call = DirectCall(
            DirectRequest(
                method: request.method, target: request.target, fields: request.fields,
                body: request.body),
            to: handler, number: number, configuration, logger, workers)
        let exchange = DirectExchange(call, until: deadline, isWaitedFor: isWaitedFor)
        exchange.run()
        return exchange
    }

    private func read(
        _ reply: DirectExchange.Reply, _ request: TestRequest
    ) throws(ReplyFault) -> ReplyReader.Reply {
        guard let end = reply.end else { throw .tooLarge(limit: ReplyBytes.maxBodyBytes) }
        var reader = ReplyReader(bytes: ReplyBytes(reply.bytes) { () throws(ReplyFault) in nil })
        let read = try reader.reply(toHead: request.method == .head)
        if end == .brokenOff { throw .brokenOff(received: read.body.count) }
        return read
    }
}
