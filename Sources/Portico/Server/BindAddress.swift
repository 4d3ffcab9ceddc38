// SPDX-License-Identifier: Apache-2.0
import Libevent

/// Where a server listens.
public struct BindAddress: Sendable, Hashable, CustomStringConvertible {
    let host: String
    let port: Int

    /// A host name or a numeric IPv4 or IPv6 address, and a port.
    ///
    /// The first address that the host resolves to is taken; `0.0.0.0` or `::` means all. The port is
    /// 0 to 65535; 0 lets the system pick one, which ``Server/address`` tells.
    public static func hostname(_ host: String, port: Int) -> BindAddress {
        BindAddress(host: host, port: port)
    }

    /// The host, a colon and the port.
    public var description: String { Endpoint.text(host, port) }
}
