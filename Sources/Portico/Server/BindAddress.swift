// SPDX-License-Identifier: Apache-2.0
import Libevent

/// Where a server listens.
///
/// ## Topics
/// - ``hostname(_:port:)``
/// - ``unixDomainSocket(path:mode:owner:group:)``
/// - ``inherited(_:)``
/// - ``systemdSockets(named:)``
/// - ``expectingProxyProtocol(from:)``
public struct BindAddress: Sendable, Hashable, CustomStringConvertible {
    enum Kind: Sendable, Hashable {
        case host(String)
        case unix(path: String, ListeningSocket.Access)
        case inherited(Int32)
    }

    let kind: Kind
    /// 0 where the kind has none.
    let port: Int
    /// Whose word is taken by the PROXY protocol; nil where nobody speaks it.
    private(set) var proxies: [ProxyAddresses]?

    private init(_ kind: Kind, port: Int = 0) {
        (self.kind, self.port) = (kind, port)
    }

    /// A host name or a numeric IPv4 or IPv6 address, and a port.
    ///
    /// The server listens on every address that the host has and this machine knows: `localhost` has
    /// one of IPv4 and one of IPv6 on most. `0.0.0.0` means all of IPv4, and `::` all of both, where
    /// clients of IPv4 have their own addresses. The name is resolved once per start, on the thread that
    /// starts. The port is 0 to 65535; 0 lets the system pick one, the same for all addresses, which
    /// ``Server/addresses`` tells.
    public static func hostname(_ host: String, port: Int) -> BindAddress {
        BindAddress(.host(host), port: port)
    }

    /// A socket in the file system, for clients on this machine: a proxy, most often.
    ///
    /// The server makes it when it starts, in a folder that exists, and removes it when it stops accepting, unless
    /// another server has the path by then. A socket that a dead server has left there is replaced; one on which
    /// another server listens is not, unless ``Configuration/sharesPort`` is set. What is no socket is never touched.
    /// Clients connect once mode and owner are set. All loops accept from the one socket.
    ///
    /// - Parameters:
    ///   - path: 1 to 100 bytes.
    ///   - mode: Who may write to the file may connect; by default its owner and its group.
    ///   - owner: The name or the number of a user; nil for that of the process. Only root gives files away.
    ///   - group: The name or the number of a group; nil for that of the process.
    /// - Returns: The address; the server makes the socket.
    public static func unixDomainSocket(
        path: String, mode: UInt16 = 0o660, owner: String? = nil, group: String? = nil
    ) -> BindAddress {
        BindAddress(
            .unix(path: path, ListeningSocket.Access(mode: mode, user: owner, group: group)))
    }

    /// A TCP or unix socket that listens already, by the number of its descriptor: one that the process was started
    /// with.
    ///
    /// The server takes no more than a copy of the descriptor, so the caller still owns it. When the server is told
    /// to end, what waits to be accepted is left to the others that have the socket, or to the next program.
    public static func inherited(_ descriptor: Int32) -> BindAddress {
        BindAddress(.inherited(descriptor))
    }

    /// The same address for proxies that say by the PROXY protocol, version 1 or 2, who their clients are: HAProxy
    /// with `send-proxy` or `send-proxy-v2`, nginx with `proxy_protocol on`, load balancers of many clouds.
    ///
    /// Each connection must begin with such a header, and ``Request/remoteAddress`` is what it says. Connections of
    /// others than `proxies`, without a header or with a wrong one are closed. A proxy that asks for itself (`LOCAL`,
    /// `UNKNOWN`) is its own client.
    public func expectingProxyProtocol(from proxies: [ProxyAddresses]) -> BindAddress {
        var address = self
        address.proxies = proxies
        return address
    }

    var isUnix: Bool {
        if case .unix = kind { true } else { false }
    }

    /// As it stands in log lines: `127.0.0.1:8080`, `unix:/run/app.sock`, or `descriptor 3`.
    public var description: String {
        switch kind {
        case .host(let host): Endpoint.text(host, port)
        case .unix(let path, _): Endpoint(unix: path).description
        case .inherited(let descriptor): "descriptor \(descriptor)"
        }
    }
}
