// SPDX-License-Identifier: Apache-2.0
import CLibevent

// evhttp does not tell by which of its sockets a connection came. So a listener whose clients are proxies has an
// evhttp of its own, and with it a context of its own.

/// What connections have in common whose other ends are proxies that send a header of the PROXY protocol first.
///
/// On the loop thread, and no longer than its acceptor.
@safe final class ProxiedListener {
    let http: EvhttpServer
    /// Which proxies may come.
    let takesProxyHeader: (Endpoint) -> Bool
    private unowned let acceptor: Acceptor

    /// Wraps `evhttp_set_bevcb`.
    init(
        _ acceptor: Acceptor, on loop: EventLoop, parser: EvhttpParser,
        takesProxyHeader: @escaping (Endpoint) -> Bool
    ) throws(LibeventError) {
        self.acceptor = acceptor
        self.takesProxyHeader = takesProxyHeader
        http = try EvhttpServer(on: loop)
        parser.serve(http)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe evhttp_set_bevcb(http.http, buffereventWanted, context)
    }

    fileprivate func makeConnection() -> OpaquePointer? {
        unsafe acceptor.makeConnection(takesProxyHeader)
    }
}

// MARK: On the loop thread: what libevent calls

private let buffereventWanted:
    @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> OpaquePointer? = { _, context in
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<ProxiedListener>.fromOpaque(context).takeUnretainedValue()
            .makeConnection()
    }
