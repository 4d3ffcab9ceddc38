// SPDX-License-Identifier: Apache-2.0
import Libevent

extension Context {
    private var origin: RequestOrigin {
        RequestOrigin(of: received.head, from: received.remoteAddress, environment.proxies)
    }

    /// Who asks: the other end of the connection or, if that is a trusted proxy, the client that it names.
    ///
    /// Nil for a request that did not come over a connection. The port is 0 where a proxy has not told it. See
    /// ``Configuration/trustedProxies``; without them this is ``Request/remoteAddress``.
    public var clientAddress: SocketAddress? { SocketAddress(known: origin.address) }

    /// How the client asked: `http`, or `https` if a trusted proxy says so.
    public var scheme: String { origin.scheme ?? "http" }

    /// The host and port that the client asked for: what a trusted proxy says, or else
    /// ``Request/authority``.
    public var authority: String? { origin.authority ?? Request(received).authority }
}
