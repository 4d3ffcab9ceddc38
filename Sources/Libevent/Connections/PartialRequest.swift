// SPDX-License-Identifier: Apache-2.0
import HTTP1

/// A request of which the head has been parsed and the body is coming.
final class PartialRequest {
    let head: RequestHead
    let isPersistent: Bool
    var body: BodyBuffer
    /// Nil when the body is held whole.
    let reception: BodyReception?

    init(
        _ head: RequestHead, isPersistent: Bool, body: BodyBuffer, reception: BodyReception?
    ) {
        self.head = head
        self.isPersistent = isPersistent
        self.body = body
        self.reception = reception
    }
}
