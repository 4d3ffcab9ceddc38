// SPDX-License-Identifier: Apache-2.0
import HTTP1
import HTTPTypes
import Libevent
import Logging
import PorticoPool
import Synchronization

// The middle of the path of a request; `Architecture.md` has "The path in eight lines", from accept to reply.
//
//   1. `HTTPFront` has a whole request and calls `receive`.
//   2. With an engine that has threads, it becomes a job: the request as a value, no pointer. The jobs
//      of one pass of the loop go to the executor together, in `flush`: one lock, one wake-up.
//   3. A Worker runs `HandlerRunner.run`, which calls the handler and posts a `LoopMessage`.
//   4. `deliver` gets the messages, a batch at a time, and `ReplyWriter` sends each reply.
//
// Inline, and for routes that run on the loop, 2 to 4 are one call. Every request that `receive` gets is
// answered exactly once, or dropped by the front when its client has gone. Apart from that, every request
// that is given to a handler comes back exactly once, under its number in `calls`: its exchange may have
// ended by then.

/// Takes requests from a front to the handlers, and replies back.
///
/// One per loop, on its thread.
final class Dispatcher: FrontDelegate {
    /// What the loops of a server have in common.
    struct Shared: Sendable {
        let calls: CallCount
        let maxConcurrentRequests: Int
        let maxQueueWait: Duration?
        let drainDelay: Duration
        let drainDeadline: Duration
    }

    let front: HTTPFront
    private let loop: EventLoop
    let environment: HandlerEnvironment
    private let executor: (any JobExecutor)?
    private let isInline: Bool
    private let isObserved: Bool
    private let shared: Shared
    private var runner: HandlerRunner?
    private let calls = CallTable()
    private var pending: [Job] = []
    /// The numbers of the pending calls.
    private var pendingCalls: [Int] = []
    private var queueWait: QueueWait?
    private var flushEvent: Event?
    private var expiryEvent: Event?
    private var drainEvent: Event?
    private var deadlineEvent: Event?
    private var isEnding = false
    /// Whether the drain deadline has passed.
    private(set) var hasGivenUp = false
    let writer = ReplyWriter()
    let rejects = RejectCounters()
    private var overload: Overload

    /// Makes a dispatcher whose handlers run on `executor`; nil means here, inline.
    init(
        front: HTTPFront, environment: HandlerEnvironment, executor: (any JobExecutor)?,
        loops: Int, shared: Shared
    ) throws(LibeventError) {
        self.front = front
        self.shared = shared
        loop = front.loop
        self.environment = environment
        self.executor = executor
        isInline = executor == nil
        isObserved = environment.isObserved
        queueWait = isInline ? nil : shared.maxQueueWait.map { QueueWait(limit: $0) }
        let workers = (executor as? ThreadPool)?.size
        overload = Overload(
            logger: environment.logger, rate: ServiceRate(workers: workers, loops: loops))
        flushEvent = try Event(on: loop) { [unowned self] in flush() }
        expiryEvent = try Event(on: loop) { [unowned self] in expireWaiting() }
        drainEvent = try Event(on: loop) { [unowned self] in self.front.drain() }
        deadlineEvent = try Event(on: loop) { [unowned self] in passDeadline() }
        front.delegate = self
    }

    /// Sets what runs handlers; before the first request.
    func attach(_ runner: HandlerRunner) {
        self.runner = runner
    }

    // MARK: On the loop thread: requests

    func receive(_ request: ReceivedRequest) {
        guard let runner else { return }
        guard !hasGivenUp else { return cutOff(request) }
        let runsOnLoop = isInline || runner.runsOnLoop(request)
        // A health check is answered, too, when there is too much to do.
        guard
            shared.calls.begin(
                atMost: runsOnLoop && !isInline ? .max : shared.maxConcurrentRequests)
        else {
            refuse(request.id, .tooManyRequests)
            return
        }
        let call = calls.insert(request)
        if let body = request.streamedBody { runner.connect(body, request.id) }
        guard !runsOnLoop else { return runOnLoop(runner, request, call) }
        let handlerCall = HandlerCall(runner, request, number: call)
        pending.append(Job { handlerCall.run() })
        pendingCalls.append(call)
        if pending.count == 1 { flushEvent?.activate() }
    }

    func bodyPolicy(for head: RequestHead) -> IncomingBody.Policy? {
        runner?.bodyPolicy(for: head, isInline: isInline)
    }

    private func runOnLoop(_ runner: HandlerRunner, _ request: ReceivedRequest, _ call: Int) {
        _ = request.claim()
        if isObserved { request.noteBegin(after: .now - request.receivedAt) }
        guard let response = runner.answer(request, call, queueWait: .zero, mayBlock: false) else {
            overload.noteBegun(1, at: request.receivedAt)
            return
        }
        if isObserved { request.noteEnd() }
        _ = calls.remove(call)
        shared.calls.end(1)
        send(response, to: request.id)
    }

    /// Hands over what this pass of the loop has gathered.
    private func flush() {
        guard let executor, let first = pendingCalls.first, let request = calls[first] else {
            return
        }
        overload.noteBegun(pendingCalls.count, at: request.receivedAt)
        if queueWait != nil { pendingCalls.forEach(startWaiting) }
        do throws(PoolError) {
            try executor.execute(contentsOf: pending)
        } catch {
            refusePending(error)
        }
        pending.removeAll(keepingCapacity: true)
        pendingCalls.removeAll(keepingCapacity: true)
    }

    /// Answers what the executor did not accept.
    private func refusePending(_ error: PoolError) {
        let (accepted, reason): (Int, Overload.Reason) =
            switch error {
            case .queueFull(let accepted): (accepted, .queueFull)
            case .shutDown: (0, .executorShutDown)
            default: (0, .notAccepted)
            }
        let refused = pendingCalls.dropFirst(max(accepted, 0)).filter { call in
            // A job that the executor has run all the same comes back by itself.
            calls[call].map { $0.claim() != .taken } ?? false
        }
        let ids = refused.compactMap { calls[$0]?.id }
        for call in refused { _ = calls.remove(call) }
        noteEnded(refused.count, answered: 0)
        for id in ids { refuse(id, reason) }
    }

    /// Answers a request that no handler will see.
    private func refuse(_ id: ExchangeID, _ reason: Overload.Reason) {
        let queued = (executor as? ThreadPool)?.queuedCount ?? shared.calls.value
        let response = overload.response(reason, queued: queued)
        if let exchange = front.exchange(id) { send(response, to: exchange, RejectReason(reason)) }
    }

    func refuse(_ exchange: Exchange, _ refusal: Refusal, toHead: Bool, from address: Endpoint) {
        let requestID = environment.requestID(of: exchange.id)
        let isLate = refusal == .shuttingDown
        environment.logger.log(
            level: isLate ? .warning : .debug,
            isLate
                ? "a half-received request was refused at the drain deadline"
                : "refused a request",
            metadata: [
                "request-id": "\(requestID)", "client": "\(address)", "reason": "\(refusal.text)",
            ])
        let reason = RejectReason(refusal)
        rejects.add(reason)
        let response = Response(to: refusal, requestID: requestID)
        writer.send(
            response, to: exchange, ReplyWriter.Form(isHead: toHead, reject: reason))
    }

    // MARK: On the loop thread: waiting

    private func startWaiting(_ call: Int) {
        guard queueWait != nil, let request = calls[call] else { return }
        let isFirst = queueWait?.nextDeadline == nil
        queueWait?.append(call, request, in: calls)
        if isFirst { scheduleExpiry() }
    }

    private func scheduleExpiry() {
        if let deadline = queueWait?.nextDeadline {
            expiryEvent?.schedule(every: max(deadline - .now, .milliseconds(1)))
        } else {
            expiryEvent?.cancel()
        }
    }

    /// Answers those that have waited too long; their jobs find that out in the queue.
    private func expireWaiting() {
        let expired = queueWait?.expire(at: .now, in: calls) ?? []
        for request in expired { refuse(request.id, .waitedTooLong) }
        scheduleExpiry()
    }

    // MARK: On the loop thread: replies

    /// Called by the mailbox.
    func deliver(_ messages: [LoopMessage]) {
        var ended = Ended()
        for message in messages {
            switch message.content {
            case .drain: beginToEnd()
            case .bodyWanted(let id): front.bodyIsWanted(id)
            case .stream(let streamed, let stream):
                // From now on its time says nothing about how fast handlers are.
                if advance(streamed, stream) { overload.noteEnded(1, answered: 1) }
            default: deliverEnd(message, &ended)
            }
        }
        noteEnded(ended.count, answered: ended.answered, notedBefore: ended.notedBefore)
    }

    /// The calls that have ended in a batch of messages.
    private struct Ended {
        var count = 0
        var answered = 0
        /// Those of which the rate knows already, as their replies had begun.
        var notedBefore = 0
    }

    private func deliverEnd(_ message: LoopMessage, _ ended: inout Ended) {
        ended.count += 1
        guard let request = calls.remove(message.call) else { return }
        switch message.content {
        case .reply(let response):
            ended.answered += 1
            send(response, to: request.id)
        case .streamed(let streamed, let stream):
            if streamed.hasBegun.load(ordering: .relaxed) { ended.notedBefore += 1 }
            if advance(streamed, stream) { ended.answered += 1 }
        case .refused(let reason): refuse(request.id, reason)
        case .abandoned, .drain, .bodyWanted, .stream: break
        }
    }

    private func noteEnded(_ count: Int, answered: Int, notedBefore: Int = 0) {
        guard count > 0 else { return }
        shared.calls.end(count)
        overload.noteEnded(count - notedBefore, answered: answered)
    }

    /// Lets go of what has not been handed over, once the loop has ended.
    func dropPending() {
        pending = []
        pendingCalls = []
    }

    /// The requests whose handlers have not ended.
    var unfinished: [UnfinishedCall] {
        calls.all.map { UnfinishedCall($0, requestID: environment.requestID(of: $0.id)) }
    }

    func send(_ response: Response, to id: ExchangeID) {
        if let exchange = front.exchange(id) { send(response, to: exchange) }
    }

    func send(_ response: Response, to exchange: Exchange, _ reject: RejectReason? = nil) {
        let isFinal = response.status.code >= 200
        var form = form(of: exchange)
        if let reject {
            rejects.add(reject)
            form.reject = reject
        }
        writer.send(isFinal ? response : .notFinal, to: exchange, form)
    }

    /// What the request of `exchange` says about its reply.
    func form(of exchange: Exchange) -> ReplyWriter.Form {
        var form = ReplyWriter.Form(isPersistent: exchange.isPersistent)
        if let head = exchange.request?.head {
            form.isHead = head.hasMethod(.head)
            form.minorVersion = head.minorVersion
        }
        return form
    }

    // MARK: On the loop thread: draining

    /// Drains, after the delay in which everything stays as it was.
    private func beginToEnd() {
        guard !isEnding else { return }
        isEnding = true
        if shared.drainDelay > .zero {
            drainEvent?.schedule(every: shared.drainDelay)
        } else {
            front.drain()
        }
    }

    /// Called by the front when it has begun to drain.
    func scheduleDeadline() {
        drainEvent?.cancel()
        deadlineEvent?.schedule(every: shared.drainDeadline)
    }

    /// Answers every open request when the drain deadline has passed, and gives clients time to read.
    private func passDeadline() {
        guard !hasGivenUp else { return endNow() }
        hasGivenUp = true
        deadlineEvent?.schedule(every: ServerLife.lastGrace)
        giveUp()
    }

    func frontIsDrained() {
        stop()
    }

    /// Ends the loop, whatever is still open.
    private func endNow() {
        logCutOffReplies()
        front.close()
        stop()
    }

    private func stop() {
        overload.logRest()
        loop.stop()
    }
}
