// SPDX-License-Identifier: Apache-2.0

/// Why a test got no reply to a request.
public enum TestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The request cannot be written as HTTP, or not with this ``TestTransport``.
    case cannotSend(request: String, reason: String)
    /// The client could not connect to the server of its test.
    case cannotConnect(reason: String)
    /// The reply was not there within the time limit of the test.
    case tookTooLong(request: String, limit: Duration)
    /// The server ended the connection without a reply.
    case noReply(request: String, reason: String)
    /// The reply ended before it was complete, as when the writer of its body throws.
    case brokenOff(request: String, received: Int)
    /// The body of the reply has more than `limit` bytes, the most that a test keeps.
    case tooLarge(request: String, limit: Int)
    /// The reply breaks the rules of HTTP/1.1, as `reason` says.
    case malformedReply(request: String, reason: String)

    /// One line for a person: what was attempted, why it failed, what to do.
    public var description: String {
        switch self {
        case .cannotSend(let request, let reason):
            "cannot send \(request): \(reason)"
        case .cannotConnect(let reason):
            "cannot connect to the server of this test: \(reason)"
        case .tookTooLong(let request, let limit):
            "no reply to \(request) within \(limit): does the handler wait for something? A longer timeLimit "
                + "of test(_:timeLimit:_:) gives it more"
        case .noReply(let request, let reason):
            "no reply to \(request): \(reason)"
        case .brokenOff(let request, let received):
            "the reply to \(request) was broken off after \(received) bytes: did the writer of its body "
                + "throw? The log of the server says why"
        case .tooLarge(let request, let limit):
            "the reply to \(request) is larger than \(limit) bytes, the most that a test keeps: does it end?"
        case .malformedReply(let request, let reason):
            "the reply to \(request) is no HTTP/1.1: \(reason)"
        }
    }
}
