// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import HTTP1

// evhttp listens, accepts a connection, knows its peer, parses each head, and closes the socket at the
// end. It never reads or writes the socket: its bufferevent has no descriptor once the connection is admitted.

/// evhttp's half of a ``Connection``.
///
/// Wraps an `evhttp_connection`, which evhttp owns, its bufferevent, and the `evhttp_request` that is
/// under way. On the loop thread, and only until `closecb` has been called.
@safe final class EvhttpConnection {
    private let evcon: OpaquePointer
    private let bufferevent: OpaquePointer
    /// What evhttp has parsed and Portico has not finished; evhttp owns it.
    private var request: UnsafeMutablePointer<evhttp_request>?

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
        let text = unsafe String(cString: host)
        // What `getnameinfo` calls a client of a unix socket; all others have numbers.
        if port == 0, text == "localhost" { return .unixClient }
        return Endpoint(host: Endpoint.withoutMapping(text), port: port)
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

    // MARK: On the loop thread: parsing

    /// Puts a head into the input, masked; false without memory.
    ///
    /// Wraps `evbuffer_reserve_space` and `evbuffer_commit_space`.
    func give(
        _ bytes: Span<UInt8>, _ head: JudgedHead, _ masked: [JudgedHead.MaskedField],
        _ mask: TargetMask
    ) -> Bool {
        let input = unsafe bufferevent_get_input(bufferevent)
        let count = head.end - head.start
        let padding = Self.padding(for: head)
        var room = unsafe iovec()
        guard unsafe evbuffer_reserve_space(input, padding + count, &room, 1) == 1,
            let line = unsafe room.iov_base?.assumingMemoryBound(to: UInt8.self)
        else { return false }
        unsafe line.update(repeating: Self.mask, count: padding)
        let start = unsafe line + padding
        unsafe bytes.extracting(head.start..<head.end).withUnsafeBufferPointer { bytes in
            if let source = bytes.baseAddress { unsafe memcpy(start, source, count) }
        }
        if let offset = mask.offset {
            unsafe start[head.targetStart - head.start + offset] = mask.byte
        }
        for field in masked { unsafe start[field.offset - head.start] = Self.mask }
        unsafe room.iov_len = padding + count
        return unsafe evbuffer_commit_space(input, &room, 1) == 0
    }

    /// What stands for the first letter of a field that evhttp must not act on.
    private static let mask = UInt8(ascii: "~")

    /// How many bytes the method is made longer by, in front.
    ///
    /// evhttp takes no request line shorter than `GET / HTTP/1.0`. What is shorter has a method of one or
    /// two letters, for which evhttp has no number, so that nobody asks evhttp for its name.
    private static func padding(for head: JudgedHead) -> Int {
        max(0, 5 - (head.targetEnd - head.start))
    }

    /// Has evhttp parse what it was given.
    ///
    /// Wraps `bufferevent_trigger`.
    func trigger() {
        unsafe bufferevent_trigger(
            bufferevent, Int16(EV_READ), Int32(BEV_TRIG_IGNORE_WATERMARKS.rawValue))
    }

    /// evhttp has parsed a request.
    func began(_ request: UnsafeMutablePointer<evhttp_request>) {
        unsafe self.request = unsafe request
    }

    /// Tells evhttp that the reply has been sent, so that it makes ready for the next request.
    ///
    /// Wraps `evhttp_send_reply_end`, which frees the request.
    ///
    /// - Returns: False when memory is too short for the next request: then the connection must end.
    func finish() -> Bool {
        guard let request = unsafe request.take() else { return true }
        guard !LibeventMemory.isShort else { return false }
        // evhttp decides by itself whether the connection goes on: it does after an HTTP/1.1 request that
        // did not ask to close.
        unsafe request.pointee.minor = 1
        unsafe request.pointee.kind = EVHTTP_RESPONSE
        unsafe request.pointee.chunked = 0
        unsafe evhttp_send_reply_end(request)
        return true
    }

    /// Ends the connection now: `closecb` is called, the socket is closed, everything is freed.
    ///
    /// Wraps `evhttp_connection_free`.
    func free() {
        unsafe evhttp_connection_free(evcon)
    }
}
