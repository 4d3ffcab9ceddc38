// SPDX-License-Identifier: Apache-2.0

/// An exchange that waits for its reply, as its front knows it at this moment.
///
/// On the loop thread, and not to be kept: the exchange may end with the call that got it.
package struct Exchange {
    let connection: Connection
    package let id: ExchangeID
    /// The values that a job may hold; nil when the guard refused the request.
    package let request: ReceivedRequest?
    /// Whether the connection may stay open after the reply.
    package let isPersistent: Bool

    /// Sends the reply.
    ///
    /// `head` is the status line and the fields with the empty line, and a small body if one follows;
    /// `body` is more of the body, too large to be copied there. `closes` says that the head has
    /// `Connection: close`.
    package func send(_ head: OutputBuffer, body: [UInt8], _ mark: ReplyMark, closes: Bool) {
        connection.send(head, body: body, mark, closes: closes)
    }
}
