// SPDX-License-Identifier: Apache-2.0
import HTTP1
import HTTPTypes
import Libevent

/// Why the rest of a request's body cannot be read.
///
/// A handler may let it escape: the client gets 400, 408 or 413, or nothing when it has gone.
public enum RequestBodyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The client has gone before it had sent all.
    case clientGone
    /// The client sends too slowly, as ``Limits/minBodyBytesPerSecond`` and the deadline say; it got 408.
    case tooSlow
    /// There are more than `limit` bytes.
    case tooLarge(limit: Int)
    /// The body breaks the rules of its transfer coding, or of its content coding where that is taken off, as
    /// `reason` says; the client got 400.
    case malformed(reason: String)
    /// The request has been answered: by its handler, or in its place when a deadline had passed.
    case alreadyAnswered
    /// Another reader waits for the same body.
    case alreadyBeingRead
    /// The calling thread is the loop that receives the body, so it cannot wait for it.
    case onLoop

    init(_ failure: IncomingBody.Failure) {
        self =
            switch failure {
            case .clientGone: .clientGone
            case .refused(.bodyTooSlow): .tooSlow
            case .refused(.bodyTooLarge(let limit)): .tooLarge(limit: limit)
            case .refused(let refusal): .malformed(reason: refusal.text)
            case .answered: .alreadyAnswered
            case .alreadyBeingRead: .alreadyBeingRead
            case .onLoopThread: .onLoop
            }
    }

    /// One line for a person: what was attempted, why it failed, what to do.
    public var description: String {
        switch self {
        case .clientGone:
            "cannot read the body: the client closed the connection before it had sent all"
        case .tooSlow:
            "cannot read the body: it took too long to come"
        case .tooLarge(let limit):
            "cannot read the body: it is larger than \(limit) bytes"
        case .malformed(let reason):
            "cannot read the body: \(reason)"
        case .alreadyAnswered:
            "cannot read the body: the request has been answered; read before the handler returns"
        case .alreadyBeingRead:
            "cannot read the body: another reader waits for it; read from one place at a time"
        case .onLoop:
            "cannot read the body: this thread is the loop that receives it; use an async handler"
        }
    }

    /// Whether it came of what the client did, or of the end of its request, and not of the handler.
    var isOfClient: Bool { self != .alreadyBeingRead && self != .onLoop }

    /// What the client gets when a handler lets this escape; nil for what is the handler's own fault.
    func response(in context: Context) -> Response? {
        switch self {
        case .tooSlow: refusal(.requestTimeout)
        case .tooLarge: refusal(.contentTooLarge)
        case .malformed: refusal(.badRequest)
        case .clientGone, .alreadyAnswered:
            stopped(context)
        case .alreadyBeingRead, .onLoop: nil
        }
    }

    private func refusal(_ status: HTTPResponse.Status) -> Response {
        Response(status: status, body: ResponseBody("\(status)\n\(description)\n"))
    }

    /// Nobody reads this reply.
    private func stopped(_ context: Context) -> Response {
        context.logger.debug("the handler stopped, as no more of the body will come")
        return Response(status: .serviceUnavailable)
    }
}
