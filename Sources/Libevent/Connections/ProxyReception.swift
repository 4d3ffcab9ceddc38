// SPDX-License-Identifier: Apache-2.0
import HTTP1

/// What a connection waits for whose other end is a proxy, until the proxy has said who its client is.
final class ProxyReception {
    var reader = ProxyHeaderReader()
    /// The proxy.
    var peer = Endpoint(host: "", port: 0)
    let isTaken: (Endpoint) -> Bool

    init(from isTaken: @escaping (Endpoint) -> Bool) {
        self.isTaken = isTaken
    }

    /// The end of the connection that stands for `client`; nil when its address is none.
    func endpoint(_ client: ProxyHeaderReader.Client) -> Endpoint? {
        switch client {
        case .unknown: peer
        case .text(let text, let port):
            IPAddress(text).map { Endpoint(host: $0.text, port: port) }
        case .bytes(let bytes, let port): Endpoint(host: IPAddress(bytes).text, port: port)
        }
    }
}
