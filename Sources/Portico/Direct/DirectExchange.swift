// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
package import Libevent
import PorticoPool

// A request that came over no connection, and its reply. `HandlerRunner` runs the handler as ever; what a loop
// would do with its messages is done here, on the thread that posts them, and what a writer writes is taken
// at once, so that no writer waits. The reply is the bytes that a client would have read.
//
//   a plain handler, and its writer    on the thread that calls `run`, from beginning to end
//   an async one                       in a task: on the thread that calls `wait`, if one will, on Swift's otherwise

/// One request to a handler without a server, for tests.
///
/// From any thread.
package final class DirectExchange: Sendable {
    /// What has come of the request.
    package struct Reply: Sendable {
        /// A head and its body, as HTTP/1.1.
        package let bytes: [UInt8]
        /// How the body ends; nil when it was not waited for, as it is too large.
        package let end: ReplyStream.End?
    }

    /// The most that is kept of a reply, in bytes.
    package static let maxReplyBytes = 32 << 20

    private struct State {
        var bytes: [UInt8] = []
        var reply: Reply?
        var whenEnded: (@Sendable (Reply) -> Void)?
    }

    private let call: DirectCall
    /// Its thread, if it needed one, ends with this object: to wait for it would be to wait for a handler.
    private let canceller = TaskCanceller()
    private let deadline: ContinuousClock.Instant
    private let state = Guarded(State())
    /// Where tasks run if a thread will wait.
    private let waitingThread: WaitingThread?

    /// Makes the exchange; a writer that writes after `deadline` finds that its server is ending.
    ///
    /// `isWaitedFor` says that the thread which calls ``run()`` will call ``wait()`` then.
    package init(
        _ call: DirectCall, until deadline: ContinuousClock.Instant, isWaitedFor: Bool
    ) {
        self.call = call
        self.deadline = deadline
        waitingThread = isWaitedFor ? WaitingThread() : nil
    }

    // MARK: On the thread of the test

    /// Runs a plain handler to its end, and an async one until it first suspends.
    package func run() {
        if let refused = call.refusal { return end(with: refused, closes: true) }
        // The runner lives as long as its handler, and this object as well.
        let mailbox = Mailbox<LoopMessage> { [self] in take($0) }
        let executor: any TaskExecutor = waitingThread ?? globalConcurrentExecutor
        let runner = call.makeRunner(mailbox, canceller, executor)
        WorkerStandIn.$current.withValue(call.standIn) { runner.run(call.received, 0) }
    }

    /// Blocks until the reply is there; nil when the deadline passes before.
    package func wait() -> Reply? {
        waitingThread?.run(until: deadline)
        return state.withLock { $0.reply }
    }

    /// Calls `body` once when the reply is there, at once if it is.
    package func whenEnded(_ body: @escaping @Sendable (Reply) -> Void) {
        let reply = state.withLock { state in
            if state.reply == nil { state.whenEnded = body }
            return state.reply
        }
        if let reply { body(reply) }
    }

    /// Cancels the task of an async handler: nobody waits for its reply any more.
    package func abandon() {
        call.received.abandon()
        let dropped = state.withLock { $0.whenEnded.take() }
        withExtendedLifetime(dropped) {}
    }

    // MARK: On the handler's thread

    /// Does what a loop would do; false when nobody waits any more.
    private func take(_ message: LoopMessage) -> Bool {
        switch message.content {
        case .reply(let response): end(with: response)
        case .stream(let streamed, let stream):
            guard deadline > .now, state.withLock({ $0.reply == nil }) else { return false }
            collect(streamed, stream)
        case .streamed(let streamed, let stream): collect(streamed, stream)
        // The request was claimed at once and waited for nobody.
        case .refused, .abandoned, .drain, .bodyWanted: break
        }
        return true
    }

    private func end(with response: Response, closes: Bool = false) {
        let response = response.status.code >= 200 ? response : .notFinal
        let bytes = ReplyWriter().bytes(of: response, call.form(closes: closes))
        change { state in
            state.bytes = bytes
            state.reply = Reply(bytes: bytes, end: .complete)
        }
    }

    private func collect(_ streamed: StreamedCall, _ stream: ReplyStream) {
        change { state in
            if state.bytes.isEmpty {
                state.bytes = ReplyWriter().bytes(
                    of: streamed.response, call.form(closes: false))
            }
            let part = stream.collect(streamed.body.length == nil ? .chunked : .length)
            state.bytes += part.bytes
            let isTooLarge = state.bytes.count > Self.maxReplyBytes
            guard part.end != nil || isTooLarge else { return }
            state.reply = Reply(bytes: state.bytes, end: isTooLarge ? nil : part.end)
        }
    }

    /// Changes the state, and tells who waits if the reply has ended by that.
    private func change(_ body: (inout State) -> Void) {
        let (reply, whenEnded) = state.withLock { state in
            let hadEnded = state.reply != nil
            body(&state)
            guard let reply = state.reply, !hadEnded else {
                return (Reply?.none, (@Sendable (Reply) -> Void)?.none)
            }
            return (reply, state.whenEnded.take())
        }
        guard let reply else { return }
        waitingThread?.end()
        whenEnded?(reply)
    }
}
