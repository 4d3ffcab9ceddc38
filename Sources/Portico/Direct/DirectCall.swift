// SPDX-License-Identifier: Apache-2.0
import HTTP1
import HTTPTypes
import Libevent
package import Logging
package import PorticoPool

/// A handler and a request to it that came over no connection, for tests.
package struct DirectCall: Sendable {
    private let handler: Handler
    private let environment: HandlerEnvironment
    private let limits: Limits
    let received: ReceivedRequest
    /// What a server answers in the place of the handler.
    let refusal: Response?
    /// Nil where a server would have no Worker for the handler.
    let standIn: WorkerStandIn?

    /// Makes the call that `number` names, as a server with `configuration` would.
    package init(
        _ request: DirectRequest, to handler: Handler, number: Int,
        _ configuration: Configuration, _ logger: Logger, _ workers: WorkerStandInValues
    ) {
        self.handler = handler
        limits = configuration.limits
        let isInline = configuration.engine.isInline
        environment = HandlerEnvironment(
            logger: logger, loop: 0, runsHandlersOnLoop: isInline, isReady: { true })
        let policy =
            handler.bodyPolicy(for: request.head, isInline: isInline)
            ?? IncomingBody.Policy(isStreamed: false, maxBytes: limits.maxBodyBytes)
        received = request.received(number: number, policy)
        refusal =
            request.body.isRefused(policy)
            ? Response(
                to: .bodyTooLarge(policy.maxBytes),
                requestID: environment.requestID(of: received.id)) : nil
        let asked = Request(received)
        let runsOnLoop =
            isInline || handler.loopRouter?.runsOnLoop(asked.method, asked.path) ?? false
        standIn = runsOnLoop ? nil : WorkerStandIn(workers)
    }

    /// What runs the handler; replies go to `mailbox`, and async handlers run on `executor`.
    func makeRunner(
        _ mailbox: Mailbox<LoopMessage>, _ canceller: TaskCanceller, _ executor: any TaskExecutor
    ) -> HandlerRunner {
        let calls = CallCount()
        _ = calls.begin(atMost: .max)
        return HandlerRunner(
            handler: handler, environment: environment, mailbox: mailbox,
            // With one, a plain writer of an async handler runs where that did: it never waits.
            taskExecutor: executor, maxQueueWait: nil, calls: calls,
            canceller: canceller, writers: WriterThreads(filePipes: nil),
            maxReplyBufferBytes: limits.maxReplyBufferBytes)
    }

    func form(closes: Bool) -> ReplyWriter.Form {
        ReplyWriter.Form(isHead: received.head.hasMethod(.head), isPersistent: !closes)
    }
}

extension Engine {
    fileprivate var isInline: Bool { if case .inline = kind { true } else { false } }
}
