// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import PorticoPool

/// Accepts connections for a front.
///
/// Owns the socket; evhttp owns the `evconnlistener` around it.
///
/// On the loop thread, and no longer than its front.
@safe final class Listener {
    private let http: OpaquePointer
    private let descriptor: Int32
    /// Whether others hold the socket, and with it what waits in its queue.
    let isInherited: Bool
    /// What a unix socket has in the file system.
    private let file: UnixSocketFile?
    /// Whether other processes may listen on the same port.
    let isShared: Bool
    private var bound: OpaquePointer?
    private var isPaused = false
    /// Fires when a connection waits while the listener is paused.
    private var waiting: Event?

    /// Takes over `socket` and starts to accept; closes it when it throws.
    ///
    /// Wraps `evconnlistener_new` and `evhttp_bind_listener`.
    ///
    /// `acceptFailed` is called when the system refuses a connection, with `http` as its context and
    /// the reason in `errno`; it must pause the listener, as libevent would try again without end.
    /// `somebodyWaits` is called once after ``pauseUntilSomebodyWaits()``.
    init(
        _ socket: ListeningSocket, isShared: Bool, http: OpaquePointer, loop: EventLoop,
        acceptFailed: evconnlistener_errorcb, somebodyWaits: @escaping () -> Void
    ) throws(LibeventError) {
        unsafe self.http = unsafe http
        descriptor = socket.descriptor
        isInherited = socket.isInherited
        file = socket.file
        self.isShared = isShared
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
        unsafe evconnlistener_set_error_cb(listener, acceptFailed)
        waiting = try Event(on: loop, number: descriptor, kinds: EV_READ) { _ in somebodyWaits() }
    }

    /// Whether connections wait in the kernel's queue to be accepted.
    ///
    /// Wraps `poll`.
    var hasWaitingConnections: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) > 0
    }

    /// Lets no further connection begin; those that have begun can still be accepted.
    ///
    /// Where the system cannot do that, connections begin until ``close()``, which resets the last ones. A unix
    /// socket loses its name instead. To be called for no inherited one: the filter would hold for all who have it.
    func stopHandshakes() {
        if let file { file.removeSoon() } else { HandshakeFilter.attach(to: descriptor) }
    }

    /// Stops accepting for a while: connections wait in the kernel's queue.
    ///
    /// Wraps `evconnlistener_disable`.
    func pause() {
        guard !isPaused, let bound = unsafe bound else { return }
        isPaused = true
        unsafe evconnlistener_disable(evhttp_bound_socket_get_listener(bound))
    }

    /// Stops accepting, and tells when a connection begins to wait.
    func pauseUntilSomebodyWaits() {
        pause()
        // Without memory for that, the next sweep looks.
        try? waiting?.listen()
    }

    /// Accepts again after a pause; does nothing otherwise.
    ///
    /// Wraps `evconnlistener_enable`.
    func resume() {
        guard isPaused, let bound = unsafe bound else { return }
        // Without memory it stays paused, and is asked again.
        isPaused = unsafe evconnlistener_enable(evhttp_bound_socket_get_listener(bound)) != 0
    }

    /// Closes the socket; what waits in the kernel's queue is reset.
    ///
    /// Wraps `evhttp_del_accept_socket`.
    func close() {
        guard let bound = unsafe bound else { return }
        unsafe self.bound = nil
        waiting = nil
        unsafe evhttp_del_accept_socket(http, bound)
    }
}
