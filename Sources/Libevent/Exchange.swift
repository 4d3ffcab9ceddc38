// SPDX-License-Identifier: Apache-2.0
import CLibevent

/// One request and its reply, from evhttp's callback until the reply has been handed to the kernel.
///
/// `request` belongs to evhttp from the moment the reply is sent, or the connection ends.
@safe struct Exchange {
    let id: ExchangeID
    let request: UnsafeMutablePointer<evhttp_request>
    /// The values that a job may hold; nil when the guard refused the request.
    let received: ReceivedRequest?
    /// Whether the client wants the connection to stay open.
    let isPersistent: Bool
}
