// SPDX-License-Identifier: Apache-2.0

/// What whoever sends a reply says about it, for figures.
package struct ReplyMark: Sendable {
    package let status: Int
    /// How long the head is, in bytes.
    package let headBytes: Int
    /// Why no handler's reply is sent, in the numbers of the delegate; 0 when one is.
    package let reject: Int

    package init(status: Int = 0, headBytes: Int = 0, reject: Int = 0) {
        self.status = status
        self.headBytes = headBytes
        self.reject = reject
    }
}

/// An exchange that was answered, or had begun to be: what is left of it for an observer.
package struct EndedExchange: Sendable {
    package let id: ExchangeID
    /// Nil when the request was refused.
    package let request: ReceivedRequest?
    /// Nil when the request was refused before its head was known.
    package let head: RequestHead?
    package let remoteAddress: Endpoint
    package let mark: ReplyMark
    package let requestBytes: Int
    package let replyBytes: Int
    /// Whether the kernel has taken all of the reply.
    package let isComplete: Bool
    package let end: ContinuousClock.Instant
}
