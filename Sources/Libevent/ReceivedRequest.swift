// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A whole request, copied out of the loop: all that a job knows of the connection it came on.
///
/// Made on the loop thread, read on any. The two words that change are atomic.
package final class ReceivedRequest: Sendable {
    package let id: ExchangeID
    package let head: RequestHead
    /// The body with its transfer coding removed.
    package let body: [UInt8]
    package let remoteAddress: Endpoint
    /// When the whole request had come.
    package let receivedAt: ContinuousClock.Instant
    private let derived = AtomicLazyReference<Derived>()
    private let clientHasLeft = Atomic(false)

    private final class Derived: Sendable {
        let value: any Sendable
        init(_ value: any Sendable) { self.value = value }
    }

    package init(
        id: ExchangeID, head: RequestHead, body: [UInt8], remoteAddress: Endpoint
    ) {
        self.id = id
        self.head = head
        self.body = body
        self.remoteAddress = remoteAddress
        receivedAt = .now
    }

    /// What `make` makes of the request, made once and kept; always the same type for one request.
    package func derive<Value: Sendable>(_ make: () -> Value) -> Value {
        if let value = derived.load()?.value as? Value { return value }
        let value = make()
        return derived.storeIfNil(Derived(value)).value as? Value ?? value
    }

    /// Whether the client has closed its side, or the connection is gone altogether.
    package var isClientGone: Bool { clientHasLeft.load(ordering: .relaxed) }

    /// Called by the loop when it sees that nobody waits for the reply any more.
    func clientLeft() { clientHasLeft.store(true, ordering: .relaxed) }
}
