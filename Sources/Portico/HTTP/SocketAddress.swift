// SPDX-License-Identifier: Apache-2.0
import Libevent

/// A numeric address and a port: one end of a connection, or where a server listens.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// An IPv4 or IPv6 address, without brackets.
    public let host: String
    /// The port, 1 to 65535.
    public let port: Int

    init(_ endpoint: Endpoint) {
        host = endpoint.host
        port = Int(endpoint.port)
    }

    /// As it stands in a URL: `127.0.0.1:7878`, `[::1]:7878`.
    public var description: String { Endpoint.text(host, port) }
}
