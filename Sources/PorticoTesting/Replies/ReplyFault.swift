// SPDX-License-Identifier: Apache-2.0

/// Why no reply could be read.
enum ReplyFault: Error, Hashable {
    /// The bytes are for a server, and there is none.
    case needsConnection
    case cannotConnect(reason: String)
    case tookTooLong
    /// The connection ended with nothing, or with an error of the system's.
    case noReply(reason: String)
    /// It ended within a body, after so many bytes of it.
    case brokenOff(received: Int)
    case tooLarge(limit: Int)
    case malformed(String)

    /// The error that the test gets.
    func error(_ request: String, _ limit: Duration) -> TestError {
        switch self {
        case .needsConnection:
            .cannotSend(
                request: request,
                reason: "with .router there is no server to read them; use .wire or .live")
        case .cannotConnect(let reason): .cannotConnect(reason: reason)
        case .tookTooLong: .tookTooLong(request: request, limit: limit)
        case .noReply(let reason): .noReply(request: request, reason: reason)
        case .brokenOff(let received): .brokenOff(request: request, received: received)
        case .tooLarge(let limit): .tooLarge(request: request, limit: limit)
        case .malformed(let reason): .malformedReply(request: request, reason: reason)
        }
    }
}
