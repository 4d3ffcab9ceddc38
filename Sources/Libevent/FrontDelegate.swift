// SPDX-License-Identifier: Apache-2.0

/// What a front tells its owner, always on the loop thread.
package protocol FrontDelegate: AnyObject {
    /// A whole request has come.
    ///
    /// It must be answered exactly once, now or later, with ``HTTPFront/send(_:body:to:closes:)``.
    func receive(_ request: ReceivedRequest)

    /// The guard refused a request.
    ///
    /// It must be answered like one, and the connection closes.
    func refuse(_ id: ExchangeID, _ refusal: Refusal, toHead: Bool, from address: Endpoint)

    /// The deadline for the reply to `id` has passed; it can still be answered, and must be now.
    func isOverdue(_ id: ExchangeID)

    /// After ``HTTPFront/drain()``: the last connection has ended.
    func frontIsDrained()
}
