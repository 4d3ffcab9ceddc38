// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Counts the connections of each client address, over all loops of a server.
///
/// From any thread.
package final class AddressCensus: Sendable {
    private let limit: Int
    private let counts = Guarded<[String: Int]>([:])

    /// Lets each address have up to `limit` connections.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Counts a connection of `host`, and says whether it is within the limit.
    ///
    /// Counted either way: each call is to be followed by one of ``leave(_:)``.
    package func enter(_ host: String) -> Bool {
        counts.withLock { counts in
            counts[host, default: 0] += 1
            return counts[host, default: 0] <= limit
        }
    }

    /// Takes back one ``enter(_:)``.
    package func leave(_ host: String) {
        counts.withLock { counts in
            let rest = counts[host, default: 1] - 1
            counts[host] = rest == 0 ? nil : rest
        }
    }
}
