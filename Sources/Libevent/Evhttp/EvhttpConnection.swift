// SPDX-License-Identifier: Apache-2.0
import CLibevent

// evhttp listens, accepts a connection, knows its peer, and closes the socket at the end. It never
// meets a byte that a client chose, and never reads or writes the socket: its bufferevent has no
// descriptor once the connection is ours.

/// evhttp's half of a ``Connection``.
///
/// Wraps an `evhttp_connection`, which evhttp owns, and its bufferevent. On the loop thread, and only
/// until `closecb` has been called.
@safe struct EvhttpConnection {
    private let evcon: OpaquePointer
    /// Takes the socket away from `bufferevent`; evhttp itself remembers it, to close it.
    ///
    /// Wraps `bufferevent_setfd`.
    ///
    /// To be called when another event already watches the socket: then epoll is not told.
    init(_ evcon: OpaquePointer, _ bufferevent: OpaquePointer) {
        unsafe self.evcon = unsafe evcon
        unsafe bufferevent_setfd(bufferevent, -1)
    }

    /// The client's address.
    ///
    /// Wraps `evhttp_connection_get_peer`.
    var peer: Endpoint {
        var host: UnsafeMutablePointer<CChar>?
        var port: UInt16 = 0
        unsafe evhttp_connection_get_peer(evcon, &host, &port)
        guard let host = unsafe host else { return Endpoint(host: "", port: 0) }
        return Endpoint(host: unsafe String(cString: host), port: port)
    }

    /// Calls `callback` once, however the connection ends.
    ///
    /// Wraps `evhttp_connection_set_closecb`.
    func onClose(
        _ callback: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Void,
        _ context: UnsafeMutableRawPointer
    ) {
        unsafe evhttp_connection_set_closecb(evcon, callback, context)
    }

    /// Ends the connection now: `closecb` is called, the socket is closed, everything is freed.
    ///
    /// Wraps `evhttp_connection_free`.
    func free() {
        unsafe evhttp_connection_free(evcon)
    }
}
