// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import Synchronization

/// Counts the connections of a server over all its loops, and those of each client address.
///
/// From any thread.
package final class ConnectionCounts: Sendable {
    private let limit: Int
    private let limitPerAddress: Int?
    private let count = Atomic(0)
    private let counts = Guarded<[String: Int]>([:])
    /// A loop has a client waiting and no idle connection to close for it.
    private let isWanted = Atomic(false)
    /// Another loop has closed one.
    private let isGranted = Atomic(false)

    /// Lets there be up to `limit` connections in all, and up to `limitPerAddress` of each address.
    package init(limit: Int, perAddress limitPerAddress: Int? = nil) {
        self.limit = limit
        self.limitPerAddress = limitPerAddress
    }

    /// How many more connections there may be; negative when there are too many.
    var room: Int { limit - count.load(ordering: .relaxed) }

    /// Whether enough places are free to accept again after a pause: a sixteenth of all, at least one.
    var hasRoom: Bool { room >= max(1, limit / 16) }

    // MARK: From any thread: between loops

    /// Asks the other loops to close a connection that is idle.
    func askForRoom() { isWanted.store(true, ordering: .relaxed) }

    /// Closes one with `close` if another loop has asked for that.
    func grantRoom(_ close: () -> Bool) {
        guard isWanted.load(ordering: .relaxed), close() else { return }
        isWanted.store(false, ordering: .relaxed)
        isGranted.store(true, ordering: .relaxed)
    }

    /// Whether another loop has made room; true once for each time.
    func takeGrantedRoom() -> Bool {
        isGranted.load(ordering: .relaxed)
            && isGranted.exchange(false, ordering: .relaxed)
    }

    // MARK: From any thread: counting

    /// Takes a place for a connection.
    func take() { count.add(1, ordering: .relaxed) }

    /// Gives back a place.
    func release() { count.subtract(1, ordering: .relaxed) }

    /// Counts a connection of `host`, and says whether it is within the limit of its address.
    ///
    /// Each call is to be followed by one of ``leave(_:)``. Clients of unix sockets have no address to count by,
    /// and of a proxy's client it is not known at first.
    func enter(_ host: String) -> Bool {
        guard let limitPerAddress, Self.isCounted(host) else { return true }
        return counts.withLock { counts in
            counts[host, default: 0] += 1
            return counts[host, default: 0] <= limitPerAddress
        }
    }

    private static func isCounted(_ host: String) -> Bool {
        !host.isEmpty && host != Endpoint.unixClient.host
    }

    /// Takes back one ``enter(_:)``.
    func leave(_ host: String) {
        guard limitPerAddress != nil, Self.isCounted(host) else { return }
        counts.withLock { counts in
            let rest = counts[host, default: 1] - 1
            counts[host] = rest == 0 ? nil : rest
        }
    }
}
