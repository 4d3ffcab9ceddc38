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
    private let client = Atomic(Client.waits.rawValue)

    /// What is known of who sent the request.
    private enum Client: UInt8 {
        case waits
        /// Has closed its sending side; may still read.
        case mayHaveLeft
        /// Nobody will get the reply, or somebody got one already.
        case isGone
    }

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
    package var isClientGone: Bool {
        client.load(ordering: .relaxed) != Client.waits.rawValue
    }

    /// Whether a reply can reach nobody.
    package var isAbandoned: Bool {
        client.load(ordering: .relaxed) == Client.isGone.rawValue
    }

    /// Called by the loop when the client has closed its sending side.
    func clientMayHaveLeft() { client.store(Client.mayHaveLeft.rawValue, ordering: .relaxed) }

    /// Called by the loop when the exchange ends without the handler's reply.
    package func abandon() { client.store(Client.isGone.rawValue, ordering: .relaxed) }
}
