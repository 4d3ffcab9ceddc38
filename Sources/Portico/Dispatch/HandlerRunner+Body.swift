// SPDX-License-Identifier: Apache-2.0
import Libevent

// MARK: On the loop thread

extension HandlerRunner {
    /// How a body is to be received that follows `head`; nil means as the server's limits say.
    func bodyPolicy(for head: RequestHead, isInline: Bool) -> IncomingBody.Policy? {
        guard hasBodyPolicies else { return nil }
        return handler.bodyPolicy(for: head, isInline: isInline)
    }

    /// Has the reader of a streamed body tell the loop when it wants more.
    func connect(_ body: IncomingBody, _ id: ExchangeID) {
        let message = LoopMessage.bodyWanted(id)
        body.whenWanted { [mailbox] in mailbox.post(message) }
    }
}

extension Handler {
    /// How a body is to be received that follows `head`; nil means as the server's limits say.
    func bodyPolicy(for head: RequestHead, isInline: Bool) -> IncomingBody.Policy? {
        guard let handler = withBodyPolicy(head), var policy = handler.bodyPolicy?.policy else {
            return nil
        }
        // A plain handler that waited on the loop would wait for itself.
        if isInline, handler.isPlain { policy.isStreamed = false }
        return policy
    }
}
