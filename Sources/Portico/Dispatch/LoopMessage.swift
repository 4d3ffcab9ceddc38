// SPDX-License-Identifier: Apache-2.0
import Libevent

/// What comes back to a loop from a Worker, or from whoever ends the server.
///
/// A class, as a ``Mailbox`` moves references fastest.
final class LoopMessage: Sendable {
    enum Content: Sendable {
        /// The handler's answer.
        case reply(ExchangeID, Response)
        /// Nobody waits for an answer, and no handler has run.
        case abandoned(ExchangeID)
        /// The request waited longer than it may, and no handler has run.
        case overdue(ExchangeID)
        /// Begin to drain.
        case drain
    }

    let content: Content

    init(_ content: Content) {
        self.content = content
    }

    static func reply(_ id: ExchangeID, _ response: Response) -> LoopMessage {
        LoopMessage(.reply(id, response))
    }

    static func abandoned(_ id: ExchangeID) -> LoopMessage { LoopMessage(.abandoned(id)) }
    static func overdue(_ id: ExchangeID) -> LoopMessage { LoopMessage(.overdue(id)) }
    static let drain = LoopMessage(.drain)
}
