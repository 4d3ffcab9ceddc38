// SPDX-License-Identifier: Apache-2.0
import Libevent

/// A numeric address and a port, or a unix socket: one end of a connection, or where a server listens.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// An IPv4 or IPv6 address, without brackets; of a unix socket `unix:` and its path.
    ///
    /// Clients of a unix socket have no path.
    public let host: String
    /// The port, 1 to 65535; 0 of a unix socket, and where a proxy has not told it.
    public let port: Int

    init(_ endpoint: Endpoint) {
        host = endpoint.host
        port = Int(endpoint.port)
    }

    /// Nil where `endpoint` is not known.
    init?(known endpoint: Endpoint) {
        guard !endpoint.host.isEmpty else { return nil }
        self.init(endpoint)
    }

    /// Whether this is the end of a unix socket.
    public var isUnix: Bool { Endpoint(host: host, port: UInt16(port)).isUnix }

    /// As it stands in a URL: `127.0.0.1:7878`, `[::1]:7878`; of a unix socket `unix:/run/app.sock`.
    ///
    /// The host alone where there is no port.
    public var description: String {
        port == 0 ? host : Endpoint(host: host, port: UInt16(port)).description
    }
}
