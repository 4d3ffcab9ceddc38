// SPDX-License-Identifier: Apache-2.0
package import HTTP1

/// What a front tells its owner, always on the loop thread.
package protocol FrontDelegate: AnyObject {
    /// How a body is to be received that follows `head`; nil means whole, up to the front's limit.
    func bodyPolicy(for head: RequestHead) -> IncomingBody.Policy?

    /// A whole request has come, or the head of one whose body is streamed.
    ///
    /// It must be answered exactly once, now or later, with ``Exchange/send(_:body:_:closes:)``.
    func receive(_ request: ReceivedRequest)

    /// The guard refused a request.
    ///
    /// It must be answered like one, and the connection closes.
    func refuse(_ exchange: Exchange, _ refusal: Refusal, toHead: Bool, from address: Endpoint)

    /// The deadline for the reply has passed; it can still be sent, and must be now.
    func isOverdue(_ exchange: Exchange)

    /// After ``HTTPFront/drain()``: the last connection has ended.
    func frontIsDrained()
}
