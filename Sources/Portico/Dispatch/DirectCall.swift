// SPDX-License-Identifier: Apache-2.0
package import HTTPTypes
import HTTP1
import Libevent
package import Logging

/// A handler and a request to it that came over no connection, for tests.
package struct DirectCall: Sendable {
    private let handler: Handler
    private let environment: HandlerEnvironment
    private let limits: Limits
    let received: ReceivedRequest
    /// What a server answers in the place of the handler.
    let refusal: Response?

    /// The body as it comes over a connection.
    package enum Body: Sendable {
        /// Its length is announced; nil is no body.
        case whole([UInt8]?)
        case chunked([[UInt8]])

        var count: Int { pieces.reduce(0) { $0 + $1.count } }
        /// Whether the handler may have to read; a length of zero says that there is none.
        var isThere: Bool { if case .chunked = self { true } else { count > 0 } }

        var pieces: [[UInt8]] {
            switch self {
            case .whole(let bytes): [bytes ?? []]
            case .chunked(let pieces): pieces
            }
        }
    }

    /// Makes the call that `number` names; `fields` are all that the handler sees.
    package init(
        _ handler: Handler, _ limits: Limits, _ logger: Logger, number: Int,
        method: HTTPRequest.Method, target: String, fields: HTTPFields, body: Body
    ) {
        self.handler = handler
        self.limits = limits
        environment = HandlerEnvironment(logger: logger, loop: 0, isReady: { true })
        let head = RequestHead(
            method: method.rawValue, target: target,
            fields: fields.map { ($0.name.rawName, $0.value) })
        let policy =
            handler.withBodyPolicy(head)?.bodyPolicy?.policy
            ?? IncomingBody.Policy(isStreamed: false, maxBytes: limits.maxBodyBytes)
        let streamed =
            policy.isStreamed && body.isThere ? IncomingBody(body, upTo: policy.maxBytes) : nil
        received = ReceivedRequest(
            id: ExchangeID(slot: -1, serial: UInt64(number)), head: head,
            body: streamed == nil ? Array(body.pieces.joined()) : [], streamed: streamed,
            remoteAddress: Endpoint(host: "", port: 0))
        refusal =
            body.isRefused(policy)
            ? Response(
                to: .bodyTooLarge(policy.maxBytes),
                requestID: environment.requestID(of: received.id)) : nil
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

extension DirectCall.Body {
    /// Whether a server refuses it before its handler runs.
    fileprivate func isRefused(_ policy: IncomingBody.Policy) -> Bool {
        if case .chunked = self, policy.isStreamed { return false }
        return count > policy.maxBytes
    }
}

extension IncomingBody {
    /// A body that is there, if it has no more than `limit` bytes.
    fileprivate convenience init(_ body: DirectCall.Body, upTo limit: Int) {
        if body.count > limit {
            self.init(pieces: [], end: .failure(.refused(.bodyTooLarge(limit))))
        } else {
            self.init(pieces: body.pieces, end: .success(()))
        }
    }
}
