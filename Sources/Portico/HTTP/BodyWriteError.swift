// SPDX-License-Identifier: Apache-2.0
import Libevent

/// Why a ``BodyWriter`` or an ``EventStream`` cannot go on.
///
/// The writer of a reply need not catch it: what it throws ends the reply.
public enum BodyWriteError: Error, Sendable, Hashable {
    /// No client waits for this reply: it has left, or ``Limits/handlerDeadline`` passed before the reply
    /// began.
    case clientGone
    /// The client took so little in ``Limits/writeStallTime`` that it was reset.
    case clientTooSlow
    /// The server is ending: the reply ends here.
    ///
    /// Event streams get it when the server begins to drain, others at ``Configuration/drainDeadline``.
    case serverEnding
    /// More was written than the length that was announced; nothing of this write is sent.
    case tooManyBytes(length: Int)
    /// The writer's closure has returned, and the reply has ended with it.
    case writerEnded
    /// The task was cancelled while it waited for its client.
    case cancelled
    /// A field of an event has a line end or a NUL; nothing of the event is sent.
    case invalidEventField(name: String)

    init(_ failure: ReplyStream.Failure) {
        self =
            switch failure {
            case .clientGone: .clientGone
            case .clientTooSlow: .clientTooSlow
            case .serverEnding: .serverEnding
            case .tooManyBytes(let length): .tooManyBytes(length: length)
            case .writerEnded: .writerEnded
            case .cancelled: .cancelled
            }
    }
}

extension BodyWriteError: CustomStringConvertible {
    /// What happened, in a sentence.
    public var description: String {
        switch self {
        case .clientGone:
            "cannot write to the reply: its client does not wait for it any more; stop writing"
        case .clientTooSlow:
            "cannot write to the reply: its client took less of it than the limits ask for"
        case .serverEnding:
            "cannot write to the reply: the server is ending; stop writing"
        case .tooManyBytes(let length):
            "cannot write to the reply: it would be longer than the \(length) bytes that were "
                + "announced; give the right length, or none"
        case .writerEnded:
            "cannot write to the reply: its writer has returned; write before it does"
        case .cancelled:
            "cannot write to the reply: the task was cancelled while it waited for its client"
        case .invalidEventField(let name):
            "cannot send an event: its \(name) has a line end or a NUL; leave them out"
        }
    }
}
