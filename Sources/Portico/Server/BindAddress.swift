// SPDX-License-Identifier: Apache-2.0
import Libevent

/// Where a server listens.
public struct BindAddress: Sendable, Hashable, CustomStringConvertible {
    let host: String
    let port: Int

    /// A host name or a numeric IPv4 or IPv6 address, and a port.
    ///
    /// The server listens on every address that the host has and this machine knows: `localhost` has
    /// one of IPv4 and one of IPv6 on most. `0.0.0.0` means all of IPv4, and `::` all of both, where
    /// clients of IPv4 have their own addresses. The name is resolved once per start, on the thread that
    /// starts. The port is 0 to 65535; 0 lets the system pick one, the same for all addresses, which
    /// ``Server/addresses`` tells.
    public static func hostname(_ host: String, port: Int) -> BindAddress {
        BindAddress(host: host, port: port)
    }

    /// The host, a colon and the port.
    public var description: String { Endpoint.text(host, port) }
}
