// SPDX-License-Identifier: Apache-2.0
import CLibevent

// evhttp accepts a connection, counts it, holds the request while a handler runs, and closes the
// socket at the end. It never meets a byte that a client chose, and never reads or writes the socket:
// its bufferevent has no descriptor once the connection is ours. A whole request is announced to it by
// a fixed head, put straight into the bufferevent's input.

/// evhttp's half of a ``Connection``.
///
/// Wraps an `evhttp_connection`, which evhttp owns, and its bufferevent. On the loop thread, and only
/// until `closecb` has been called.
@safe struct EvhttpConnection {
    private let evcon: OpaquePointer
    private let bufferevent: OpaquePointer

    /// What evhttp gets to parse in place of every head.
    private static let fixedHead: StaticString = "GET / HTTP/1.1\r\n\r\n"

    /// Takes the socket away from `bufferevent`; evhttp itself remembers it, to close it.
    ///
    /// Wraps `bufferevent_setfd`.
    ///
    /// To be called when another event already watches the socket: then epoll is not told.
    init(_ evcon: OpaquePointer, _ bufferevent: OpaquePointer) {
        unsafe self.evcon = unsafe evcon
        unsafe self.bufferevent = unsafe bufferevent
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

    /// Tells evhttp that a whole request has come; it calls the front before this returns, unless
    /// there is no memory.
    ///
    /// Wraps `evbuffer_add` and `bufferevent_trigger`.
    func announceRequest() {
        let input = unsafe bufferevent_get_input(bufferevent)
        let head = Self.fixedHead
        guard unsafe evbuffer_add(input, head.utf8Start, head.utf8CodeUnitCount) == 0 else {
            return
        }
        unsafe bufferevent_trigger(
            bufferevent, Int16(EV_READ), Int32(BEV_TRIG_IGNORE_WATERMARKS.rawValue))
    }

    /// Tells evhttp that the reply has been sent, so that it makes ready for the next request.
    ///
    /// Wraps `evhttp_send_reply_end`, which frees `request` and, without memory, the connection.
    func finish(_ request: UnsafeMutablePointer<evhttp_request>) {
        unsafe request.pointee.kind = EVHTTP_RESPONSE
        unsafe request.pointee.chunked = 0
        unsafe evhttp_send_reply_end(request)
    }

    /// Ends the connection now: `closecb` is called, the socket is closed, everything is freed.
    ///
    /// Wraps `evhttp_connection_free`.
    func free() {
        unsafe evhttp_connection_free(evcon)
    }
}
