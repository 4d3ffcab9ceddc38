// SPDX-License-Identifier: Apache-2.0
import Libevent
import Logging

/// A request that was not done in time, as the log names it.
struct UnfinishedCall: Sendable {
    private let request: ReceivedRequest
    private let requestID: String

    init(_ request: ReceivedRequest, requestID: String) {
        self.request = request
        self.requestID = requestID
    }

    /// Whether the handler has not ended even now; asked when the loop has ended.
    var isRunning: Bool { !request.hasHandlerEnded }

    /// Under the key "route" or another.
    func metadata(_ key: String = "route") -> Logger.Metadata {
        let age = (ContinuousClock.now - request.receivedAt) / .seconds(1)
        return [
            "request-id": "\(requestID)",
            key: "\(request.head.method) \(request.head.target)",
            "age": "\((age * 10).rounded() / 10) s", "client": "\(request.remoteAddress)",
        ]
    }
}
