// SPDX-License-Identifier: Apache-2.0
import Libevent

/// What comes back to a loop from a Worker, or from whoever ends the server.
enum LoopMessage: Sendable {
    /// The handler's answer.
    case reply(ExchangeID, Response)
    /// Nobody waits for an answer, and no handler has run.
    case abandoned(ExchangeID)
    /// The request waited longer than it may, and no handler has run.
    case overdue(ExchangeID)
    /// Begin to drain.
    case drain
}
