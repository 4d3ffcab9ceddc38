// SPDX-License-Identifier: Apache-2.0
import Libevent
import Synchronization

/// A response whose body is written while it is sent, on its way to the loop.
final class StreamedCall: Sendable {
    let response: Response
    let body: StreamedBody
    let request: ReceivedRequest
    /// Whether the reply has begun: the loop says so.
    let hasBegun = Atomic(false)

    init(_ response: Response, _ body: StreamedBody, for request: ReceivedRequest) {
        self.response = response
        self.body = body
        self.request = request
    }
}
