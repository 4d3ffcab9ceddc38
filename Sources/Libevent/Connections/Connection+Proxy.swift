// SPDX-License-Identifier: Apache-2.0
import HTTP1

// MARK: On the loop thread: what a proxy says first

extension Connection {
    /// Has the connection begin with a header of the PROXY protocol, of those that are `taken`.
    func awaitProxyHeader(from isTaken: @escaping (Endpoint) -> Bool) {
        phase = .proxied
        proxy = ProxyReception(from: isTaken)
    }

    /// Whether its other end may not say who a client is.
    var isUntakenProxy: Bool {
        guard let proxy else { return false }
        return !proxy.isTaken(proxy.peer)
    }

    /// Reads the header; what follows it is the client's.
    func receiveProxyHeader() {
        guard let proxy else { return }
        switch unsafe socket.receive(into: front.scratch) {
        case .bytes(let count):
            let bytes = unsafe UnsafeBufferPointer(rebasing: front.scratch[..<count]).span
            front.counters.bytesReceived.add(count)
            let (used, outcome) = proxy.reader.read(bytes)
            switch outcome {
            case .needsMore: break
            case .malformed: close()
            case .client(let client):
                guard let address = proxy.endpoint(client) else { return close() }
                if used < count { keepPipelined(bytes.extracting(used..<count)) }
                begin(for: address)
            }
        case .nothing: break
        case .end, .broken: close()
        }
    }

    private func begin(for client: Endpoint) {
        proxy = nil
        phase = .reading
        since = front.time
        remoteAddress = client
        front.admitProxied(self)
        readPipelined()
    }
}
