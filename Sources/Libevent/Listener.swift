// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc

/// Accepts connections for a front.
///
/// Owns the socket; evhttp owns the `evconnlistener` around it.
///
/// Lives on the loop thread, and no longer than its front.
@safe final class Listener {
    private let http: OpaquePointer
    private let descriptor: Int32
    private var bound: OpaquePointer?

    /// Takes over `socket` and starts to accept; closes it when it throws.
    ///
    /// Wraps `evconnlistener_new` and `evhttp_bind_listener`.
    init(
        _ socket: ListeningSocket, http: OpaquePointer, loop: EventLoop
    ) throws(LibeventError) {
        unsafe self.http = unsafe http
        descriptor = socket.descriptor
        // Backlog 0: the socket listens already.
        let listener = unsafe evconnlistener_new(
            loop.base, nil, nil, UInt32(LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC), 0,
            socket.descriptor)
        guard let listener = unsafe listener else {
            let code = errno
            socket.close()
            throw LibeventError(call: "evconnlistener_new", code: code)
        }
        guard let bound = unsafe evhttp_bind_listener(http, listener) else {
            unsafe evconnlistener_free(listener)
            throw LibeventError(call: "evhttp_bind_listener", code: errno)
        }
        unsafe self.bound = unsafe bound
        // Without descriptors left, libevent would try again without end: rest until ``resume()``.
        unsafe evconnlistener_set_error_cb(listener) { listener, _ in
            LibeventRuntime.log(.warning, "accept: \(describeErrno(errno)); pausing for a second")
            unsafe evconnlistener_disable(listener)
        }
    }

    /// Whether connections wait in the kernel's queue to be accepted.
    ///
    /// Wraps `poll`.
    var hasWaitingConnections: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) > 0
    }

    /// Accepts again after a pause; does nothing otherwise.
    ///
    /// Wraps `evconnlistener_enable`.
    func resume() {
        guard let bound = unsafe bound else { return }
        unsafe evconnlistener_enable(evhttp_bound_socket_get_listener(bound))
    }

    /// Closes the socket.
    ///
    /// Wraps `evhttp_del_accept_socket`.
    func close() {
        guard let bound = unsafe bound else { return }
        unsafe self.bound = nil
        unsafe evhttp_del_accept_socket(http, bound)
    }
}
