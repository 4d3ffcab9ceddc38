// SPDX-License-Identifier: Apache-2.0
import Libevent

extension ServerSockets {
    /// Listens on all `addresses`, with one set of sockets for each loop; on none when it throws.
    ///
    /// Not for a loop thread: names are looked up.
    static func bind(
        _ addresses: [BindAddress], loops: Int, isShared: Bool
    ) throws(ServerError) -> [[ListeningSocket]] {
        guard (1...1024).contains(loops) else { throw .invalidLoops(loops) }
        guard !addresses.isEmpty else { throw .noAddress }
        var sockets = Array(repeating: [ListeningSocket](), count: loops)
        for address in addresses {
            do throws(ServerError) {
                let bound = try bind(address, loops: loops, isShared: isShared)
                for loop in sockets.indices { sockets[loop] += bound[loop].map(address.proxied) }
            } catch {
                for socket in sockets.joined() { socket.close() }
                throw error
            }
        }
        return sockets
    }

    private static func bind(
        _ address: BindAddress, loops: Int, isShared: Bool
    ) throws(ServerError) -> [[ListeningSocket]] {
        switch address.kind {
        case .host(let host):
            return try bind(host: host, address, loops: loops, isShared: isShared)
        case .unix(let path, let access):
            guard let path = UnixPath(path) else {
                throw .pathTooLong(address, maxBytes: UnixPath.maxBytes)
            }
            return try share(address, loops) { () throws(ListenError) in
                try ListeningSocket(unix: path, access, isShared: isShared)
            }
        case .inherited(let descriptor):
            return try share(address, loops) { () throws(ListenError) in
                try ListeningSocket(inherited: descriptor)
            }
        }
    }

    /// Has all loops accept from the socket that `make` makes: it can be had once only.
    private static func share(
        _ address: BindAddress, _ loops: Int, _ make: () throws(ListenError) -> ListeningSocket
    ) throws(ServerError) -> [[ListeningSocket]] {
        var sockets: [ListeningSocket] = []
        do throws(ListenError) {
            sockets.append(try make())
            for _ in 1..<loops { sockets.append(try sockets[0].duplicate()) }
        } catch {
            for socket in sockets { socket.close() }
            throw explain(error, address)
        }
        return sockets.map { [$0] }
    }
}

extension BindAddress {
    /// `socket`, with what it must know of proxies.
    fileprivate func proxied(_ socket: ListeningSocket) -> ListeningSocket {
        guard let proxies else { return socket }
        let trusted = TrustedProxies(proxies)
        var socket = socket
        socket.takesProxyHeader = { trusted.contains($0) }
        return socket
    }
}
