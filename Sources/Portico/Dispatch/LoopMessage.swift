// SPDX-License-Identifier: Apache-2.0
import Libevent

/// What comes back to a loop from a Worker, or from the thread that ends the server.
///
/// A class, as a ``Mailbox`` moves references fastest.
final class LoopMessage: Sendable {
    enum Content: Sendable {
        /// The end of a call: the handler's answer.
        case reply(Response)
        /// A writer has given bytes for its reply.
        case stream(StreamedCall, ReplyStream)
        /// The end of a call: its writer has ended.
        case streamed(StreamedCall, ReplyStream)
        /// The end of a call: no handler has run, for a reason that the client is told.
        case refused(Overload.Reason)
        /// The end of a call: no client waits for an answer, and no handler has run.
        case abandoned
        /// Begin to drain.
        case drain
        /// The handler of this exchange wants more of its streamed body.
        case bodyWanted(ExchangeID)
    }

    let content: Content
    /// Which call has ended, by its number in the ``CallTable``.
    let call: Int

    private init(_ content: Content, call: Int) {
        self.content = content
        self.call = call
    }

    static func reply(_ response: Response, to call: Int) -> LoopMessage {
        LoopMessage(.reply(response), call: call)
    }

    static func stream(_ streamed: StreamedCall, _ stream: ReplyStream) -> LoopMessage {
        LoopMessage(.stream(streamed, stream), call: -1)
    }

    static func streamed(
        _ streamed: StreamedCall, _ stream: ReplyStream, _ call: Int
    ) -> LoopMessage {
        LoopMessage(.streamed(streamed, stream), call: call)
    }

    static func refused(_ call: Int, _ reason: Overload.Reason) -> LoopMessage {
        LoopMessage(.refused(reason), call: call)
    }

    static func abandoned(_ call: Int) -> LoopMessage { LoopMessage(.abandoned, call: call) }
    static let drain = LoopMessage(.drain, call: -1)
    static func bodyWanted(_ id: ExchangeID) -> LoopMessage {
        LoopMessage(.bodyWanted(id), call: -1)
    }
}
