// SPDX-License-Identifier: Apache-2.0
import HTTP1
import HTTPTypes
import Libevent
import Logging
import PorticoPool

// The whole path of a request, seen from the loop thread.
//
//   1. `HTTPFront` has a whole request and calls `receive`.
//   2. With an engine that has threads, it becomes a job: the request as a value, no pointer. The jobs
//      of one pass of the loop go to the executor together, in `flush`: one lock, one wake-up.
//   3. A Worker runs `HandlerRunner.run`, which calls the handler and posts a `LoopMessage`.
//   4. `deliver` gets the messages, a batch at a time, and `ReplyWriter` sends each reply.
//
// Inline, and for routes that run on the loop, 2 to 4 are one call. Every request that `receive` gets is
// answered exactly once, or dropped by the front when its client has gone: the id then finds nothing.

/// Takes requests from a front to the handlers, and replies back.
///
/// One per loop, on its thread.
final class Dispatcher: FrontDelegate {
    private let front: HTTPFront
    private let loop: EventLoop
    private let environment: HandlerEnvironment
    private let executor: (any JobExecutor)?
    private let isInline: Bool
    private var runner: HandlerRunner?
    private var pending: [Job] = []
    private var pendingIDs: [ExchangeID] = []
    private var flushEvent: Event?
    private let drainDelay: Duration
    private var drainEvent: Event?
    private var isEnding = false
    private let writer = ReplyWriter()
    private var overload: Overload

    /// Makes a dispatcher whose handlers run on `executor`; nil means here, inline.
    init(
        front: HTTPFront, environment: HandlerEnvironment, executor: (any JobExecutor)?,
        drainDelay: Duration
    ) throws(LibeventError) {
        self.front = front
        self.drainDelay = drainDelay
        loop = front.loop
        self.environment = environment
        self.executor = executor
        isInline = executor == nil
        overload = Overload(logger: environment.logger)
        flushEvent = try Event(on: loop) { [unowned self] in flush() }
        drainEvent = try Event(on: loop) { [unowned self] in self.front.drain() }
        front.delegate = self
    }

    /// Says who runs handlers; before the first request.
    func attach(_ runner: HandlerRunner) {
        self.runner = runner
    }

    // MARK: Requests

    func receive(_ request: ReceivedRequest) {
        guard let runner else { return }
        if isInline || runner.runsOnLoop(request) {
            if let response = runner.answer(request, queueWait: .zero) {
                send(response, to: request.id)
            }
            return
        }
        pending.append(Job { runner.run(request) })
        pendingIDs.append(request.id)
        if pending.count == 1 { flushEvent?.activate() }
    }

    /// Hands over what this pass of the loop has gathered.
    private func flush() {
        guard let executor, !pending.isEmpty else { return }
        do throws(PoolError) {
            try executor.execute(contentsOf: pending)
        } catch {
            let accepted = if case .queueFull(let accepted) = error { accepted } else { 0 }
            for id in pendingIDs.dropFirst(accepted) { refuseForOverload(id) }
        }
        pending.removeAll(keepingCapacity: true)
        pendingIDs.removeAll(keepingCapacity: true)
    }

    /// Answers a request that no Worker will see.
    private func refuseForOverload(_ id: ExchangeID) {
        let queued = (executor as? ThreadPool)?.queuedCount ?? pending.count
        send(overload.response(queued: queued), to: id)
    }

    func refuse(_ exchange: Exchange, _ refusal: Refusal, toHead: Bool, from address: Endpoint) {
        let requestID = environment.requestID(of: exchange.id)
        environment.logger.debug(
            "refused a request",
            metadata: [
                "request-id": "\(requestID)", "client": "\(address)", "reason": "\(refusal.text)",
            ])
        let response = Response(to: refusal, requestID: requestID)
        writer.send(response, to: exchange, ReplyWriter.Form(isHead: toHead))
    }

    // MARK: Replies

    /// Called by the mailbox.
    func deliver(_ messages: [LoopMessage]) {
        overload.noteReplies(messages.count)
        for message in messages {
            switch message.content {
            case .reply(let id, let response): send(response, to: id)
            case .abandoned(let id): front.abandon(id)
            case .overdue(let id): refuseForOverload(id)
            case .drain: beginToEnd()
            }
        }
    }

    private func send(_ response: Response, to id: ExchangeID) {
        if let exchange = front.exchange(id) { send(response, to: exchange) }
    }

    private func send(_ response: Response, to exchange: Exchange) {
        var form = ReplyWriter.Form(isPersistent: exchange.isPersistent)
        if let head = exchange.request?.head {
            form.isHead = head.hasMethod(.head)
            form.minorVersion = head.minorVersion
        }
        let isFinal = response.status.code >= 200
        writer.send(isFinal ? response : Self.notFinal, to: exchange, form)
    }

    func isOverdue(_ exchange: Exchange) {
        guard let request = exchange.request else { return }
        environment.logger.warning(
            "a handler took too long, and its client was told so",
            metadata: [
                "request-id": "\(environment.requestID(of: exchange.id))",
                "target": "\(request.head.target)",
            ])
        request.abandon()
        send(Self.tooSlow, to: exchange)
    }

    private func logStraggler(_ request: ReceivedRequest) {
        let age = (ContinuousClock.now - request.receivedAt) / .seconds(1)
        environment.logger.warning(
            "a request was still open at the drain deadline, and got 503",
            metadata: [
                "request-id": "\(environment.requestID(of: request.id))",
                "route": "\(request.head.method) \(request.head.target)",
                "age": "\((age * 10).rounded() / 10) s", "client": "\(request.remoteAddress)",
            ])
    }

    private static let ending = Response(
        status: .serviceUnavailable, body: "503 Service Unavailable\nthe server is shutting down\n")

    /// RFC 9110 §15.2: an interim status is no answer.
    private static let notFinal = Response(
        status: .internalServerError, body: "500 Internal Server Error\n")

    private static let tooSlow = Response(
        status: .serviceUnavailable,
        body: "503 Service Unavailable\nthe answer took too long to make\n")

    // MARK: Draining

    /// Drains, after the delay in which everything stays as it was.
    private func beginToEnd() {
        guard !isEnding else { return }
        isEnding = true
        if drainDelay > .zero { drainEvent?.schedule(every: drainDelay) } else { front.drain() }
    }

    func frontIsDrained() {
        loop.stop()
    }

    /// Answers everything that is still open with 503 and names it in the log: the drain deadline has
    /// passed.
    func giveUp() {
        for exchange in front.openExchanges {
            if let request = exchange.request { logStraggler(request) }
            front.noteCutOff()
            exchange.request?.abandon()
            send(Self.ending, to: exchange)
        }
        front.close()
        loop.stop()
    }
}
