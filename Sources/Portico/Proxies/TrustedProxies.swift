// SPDX-License-Identifier: Apache-2.0
import Libevent

/// The proxies whose word is taken about who a client is and how it asked.
///
/// ```swift
/// configuration.trustedProxies = TrustedProxies(["10.0.0.0/8", "::1", .unixSockets])
/// ```
/// ``Context/clientAddress``, ``Context/scheme`` and ``Context/authority`` are what they say. Whoever else sends such
/// fields is not believed: anybody can write them.
///
/// A list of addresses is read from its right, where the nearest proxy has added the one that it saw. The first that
/// belongs to none of these proxies is the client's. What stands left of it, the client may have made up.
public struct TrustedProxies: Sendable, Hashable {
    /// Which fields the proxies set.
    ///
    /// Only those are read. The other ones may be a client's: a proxy passes on what it does not know.
    public enum Fields: Sendable, Hashable {
        /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`, as most proxies set them.
        ///
        /// Where one of the last two is a list, its last value counts.
        case xForwarded
        /// `Forwarded`, [RFC 7239](https://www.rfc-editor.org/rfc/rfc7239).
        case forwarded
    }

    /// Where the proxies connect from.
    public var addresses: [ProxyAddresses]
    /// Which fields they set.
    public var fields: Fields

    /// Trusts the proxies at `addresses` to set `fields`.
    public init(_ addresses: [ProxyAddresses], fields: Fields = .xForwarded) {
        (self.addresses, self.fields) = (addresses, fields)
    }

    func contains(_ endpoint: Endpoint) -> Bool {
        if endpoint.isUnix { return addresses.contains(.unixSockets) }
        guard let address = IPAddress(endpoint.host) else { return false }
        return addresses.contains { $0.contains(address) }
    }
}
