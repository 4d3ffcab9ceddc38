// SPDX-License-Identifier: Apache-2.0
import Libevent
import PorticoPool

/// Runs the handler for one request at a time, on whatever thread the engine has for it, and posts
/// the answer back to the loop.
///
/// Shared by all jobs of a loop.
final class HandlerRunner: Sendable {
    let handler: Handler
    private let environment: HandlerEnvironment
    let mailbox: Mailbox<LoopMessage>
    /// Where async handlers run; nil means Swift's global executor.
    let taskExecutor: (any TaskExecutor)?
    /// The router, if some of its routes run on the loop.
    private let loopRouter: Router?
    /// Whether some handlers have body policies.
    let hasBodyPolicies: Bool

    /// How long a request may wait before it is not worth answering; nil means any time.
    private let maxQueueWait: Duration?

    private let calls: CallCount
    private let canceller: TaskCanceller
    /// Where plain writers of bodies run that may not run where their handlers did.
    let writers: WriterThreads
    let maxReplyBufferBytes: Int

    init(
        handler: Handler, environment: HandlerEnvironment, mailbox: Mailbox<LoopMessage>,
        taskExecutor: (any TaskExecutor)?, maxQueueWait: Duration?, calls: CallCount,
        canceller: TaskCanceller, writers: WriterThreads, maxReplyBufferBytes: Int
    ) {
        self.calls = calls
        self.writers = writers
        self.maxReplyBufferBytes = maxReplyBufferBytes
        self.canceller = canceller
        self.maxQueueWait = maxQueueWait
        self.handler = handler
        self.environment = environment
        self.mailbox = mailbox
        self.taskExecutor = taskExecutor
        loopRouter = handler.loopRouter
        hasBodyPolicies = handler.largestBodyBytes != nil
    }

    // MARK: On the loop thread

    /// Whether the handler for `received` is one that runs on the loop.
    func runsOnLoop(_ received: ReceivedRequest) -> Bool {
        guard let loopRouter else { return false }
        let request = Request(received)
        return loopRouter.runsOnLoop(request.method, request.path)
    }

    // MARK: On a Worker

    /// Answers `received`, unless its exchange has ended; posts the end of `call`, once.
    func run(_ received: ReceivedRequest, _ call: Int) {
        let wait = ContinuousClock.now - received.receivedAt
        switch received.claim() {
        case .taken:
            // The executor runs the job again: it may not.
            return
        case .abandoned:
            post(.abandoned(call), received)
        case .clientLeft:
            // A client that closed a side may still read: it is told that nothing was done.
            post(.refused(call, .clientLeft), received)
        case .run:
            if let maxQueueWait, wait > maxQueueWait {
                post(.refused(call, .waitedTooLong), received)
            } else {
                if environment.isObserved { received.noteBegin(after: wait) }
                guard let response = answer(received, call, queueWait: wait, mayBlock: true) else {
                    return
                }
                post(.reply(response, to: call), received)
            }
        }
    }

    /// Posts the end of a call that has not been run, and will not be.
    func drop(_ received: ReceivedRequest, _ call: Int) {
        switch received.claim() {
        case .taken: break
        case .abandoned: post(.abandoned(call), received)
        case .clientLeft, .run: post(.refused(call, .dropped), received)
        }
    }

    /// Posts the end of a call; when its loop has ended, that is noted here.
    ///
    /// - Returns: Whether the loop gets it.
    @discardableResult
    func post(_ message: LoopMessage, _ received: ReceivedRequest) -> Bool {
        if environment.isObserved { received.noteEnd() }
        guard !mailbox.post(message) else { return true }
        received.handlerHasEnded()
        calls.end(1)
        return false
    }

    /// Calls the handler.
    ///
    /// Returns nil when it is async, or when the body has a writer: then the end of `call` is posted later, or
    /// has been. `mayBlock` says that this is no loop.
    func answer(
        _ received: ReceivedRequest, _ call: Int, queueWait: Duration, mayBlock: Bool
    ) -> Response? {
        let request = Request(received)
        var context = Context(
            received: received, environment: environment, workerID: Worker.currentID,
            queueWait: queueWait)
        switch resolve(handler.kind, request, &context) {
        case .plain(let body):
            let response: Response
            do {
                response = try body(request, context)
            } catch {
                return answer(to: error, request, context)
            }
            guard case .writer = response.body.content else { return response }
            return stream(response, request, context, call, mayBlock: mayBlock)
        case .async(let body):
            runTask(received) { [self, context] in await run(body, request, context, call) }
            return nil
        case .layer(let layer):
            guard let response = answer(through: layer, request, context, call) else { return nil }
            guard case .writer = response.body.content else { return response }
            return stream(response, request, context, call, mayBlock: mayBlock)
        }
    }

    private enum Target {
        case plain(Handler.Plain)
        case async(Handler.Async)
        case layer(MiddlewareGroup.Layer)
    }

    /// Follows routers until there is something to call.
    private func resolve(
        _ kind: Handler.Kind, _ request: Request, _ context: inout Context
    ) -> Target {
        switch kind {
        case .plain(let body): return .plain(body)
        case .async(let body): return .async(body)
        case .wrapped(let wrapped):
            // A route of the loop passes by the middleware, over every engine.
            if let loopRouter, loopRouter.runsOnLoop(request.method, request.path) {
                return resolve(.router(loopRouter), request, &context)
            }
            return .layer(wrapped.layer)
        case .router(let router):
            switch router.match(request.method, request.path) {
            case .found(let handler, let parameters):
                context.parameters = parameters
                context.noteRoute()
                return resolve(handler.kind, request, &context)
            case .answer(let error):
                return .plain { _, _ in throw error }
            }
        }
    }

    /// Runs `body` from here until it first suspends, then on the pool.
    ///
    /// Its task belongs to the exchange: it is cancelled when no client waits for the answer any more.
    func runTask(
        _ received: ReceivedRequest, _ body: @escaping @Sendable () async -> Void
    ) {
        Task.immediate(executorPreference: taskExecutor) { [canceller] in
            if let task = TaskReference.current {
                received.whenNobodyWaits { canceller.cancel(task) }
            }
            await body()
        }
    }

    /// Runs an async handler, and the writer of its response, and posts the end of `call`.
    func run(
        _ body: Handler.Async, _ request: Request, _ context: Context, _ call: Int
    ) async {
        var response: Response?
        do {
            response = try await body(request, context)
        } catch {
            response = answer(to: error, request, context)
        }
        if let made = response, case .writer = made.body.content {
            response = await streamInTask(made, request, context, call)
        }
        // Otherwise the task would be freed with the request, on the loop.
        request.received.stopWatchingClient()
        if let response { post(.reply(response, to: call), request.received) }
    }

    /// What the client gets to read of an error: all of an `HTTPError`, nothing of any other.
    func answer(to error: any Error, _ request: Request, _ context: Context) -> Response {
        HandlerOutcome(error, request, context).final(request, context)
    }
}
