// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import PorticoPool

/// Accepts connections for a front: its listeners, and when they must pause.
///
/// On the loop thread, from its making to its release.
@safe final class Acceptor {
    private let loop: EventLoop
    private let http: EvhttpServer
    private let counts: ConnectionCounts
    private let accepted: AcceptedConnections
    private unowned let front: HTTPFront
    private var listeners: [Listener] = []
    /// One for each listener whose clients are proxies.
    private var proxied: [ProxiedListener] = []
    private var admission: Event?
    private var isMakingRoom = false
    /// One line in the log tells of each; a flood of them would be an attack of its own.
    private var shortage = Shortage()

    /// Wraps `evhttp_set_bevcb`.
    init(_ front: HTTPFront, _ http: EvhttpServer, counts: ConnectionCounts) throws(LibeventError) {
        self.front = front
        loop = front.loop
        self.http = http
        self.counts = counts
        accepted = AcceptedConnections(on: front.loop, counts: counts)
        guard accepted.makeReady() else { throw LibeventError(call: "bufferevent_socket_new") }
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe evhttp_set_bevcb(http.http, buffereventWanted, context)
        acceptors.withLock { unsafe $0[UInt(bitPattern: http.http)] = UInt(bitPattern: context) }
        admission = try Event(on: loop) { [unowned self] in admitAccepted() }
    }

    deinit {
        let servers = [http] + proxied.map(\.http)
        acceptors.withLock { acceptors in
            for server in servers { unsafe acceptors[UInt(bitPattern: server.http)] = nil }
        }
    }

    /// Takes over `socket` and accepts connections from it.
    func listen(on socket: ListeningSocket, isShared: Bool) throws(LibeventError) {
        let http: EvhttpServer
        do throws(LibeventError) {
            http = try server(for: socket)
        } catch {
            socket.close()
            throw error
        }
        let listener = unsafe try Listener(
            socket, isShared: isShared, http: http.http, loop: loop, acceptFailed: connectionRefused
        ) { [unowned self] in resume() }
        listeners.append(listener)
    }

    private func server(for socket: ListeningSocket) throws(LibeventError) -> EvhttpServer {
        guard let takesProxyHeader = socket.takesProxyHeader else { return http }
        let listener = try ProxiedListener(
            self, on: loop, parser: front.parser, takesProxyHeader: takesProxyHeader)
        proxied.append(listener)
        let context = unsafe UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque())
        acceptors.withLock { unsafe $0[UInt(bitPattern: listener.http.http)] = context }
        return listener.http
    }

    /// Stops listening; what waits in the kernel's queue is reset.
    func closeListeners() {
        listeners.forEach { $0.close() }
        listeners = []
    }

    /// Lets no further connection begin; those that have begun are still accepted.
    ///
    /// An inherited socket is let go of at once: what waits in its queue is for those who still have it.
    func stopHandshakes() {
        listeners.filter(\.isInherited).forEach { $0.close() }
        listeners.removeAll(where: \.isInherited)
        listeners.forEach { $0.stopHandshakes() }
    }

    /// Whether closing the listeners resets no connection.
    func mayStopListening(_ drain: Drain, now: Duration) -> Bool {
        listeners.allSatisfy { listener in
            drain.mayStopListening(isShared: listener.isShared, now: now)
                && !listener.hasWaitingConnections
        }
    }

    /// How many connections have been accepted and are not admitted yet.
    var waitingCount: Int { accepted.count }

    // MARK: On the loop thread: pausing

    /// Accepts again after a pause, if there is room, or makes room if a client waits.
    func resume() {
        guard !isMakingRoom, !LibeventMemory.isShort, accepted.makeReady() else { return }
        if counts.hasRoom || makeRoom() { listeners.forEach { $0.resume() } }
    }

    /// Ends the connection that has been idle longest, if a client waits for its place.
    private func makeRoom() -> Bool {
        guard listeners.contains(where: \.hasWaitingConnections) else { return false }
        if counts.takeGrantedRoom(), counts.room > 0 { return true }
        isMakingRoom = true
        defer { isMakingRoom = false }
        if front.closeLongestIdle() { return true }
        counts.askForRoom()
        return false
    }

    /// Ends an idle connection for a client that waits at another loop.
    func makeRoomForOthers() {
        isMakingRoom = true
        defer { isMakingRoom = false }
        counts.grantRoom { front.closeLongestIdle() }
    }

    /// evhttp is about to make a connection object and wants the bufferevent for it.
    func makeConnection(_ takesProxyHeader: ((Endpoint) -> Bool)? = nil) -> OpaquePointer? {
        let bufferevent = unsafe accepted.next { bufferevent in
            let connection = unsafe Connection(front, bufferevent)
            if let takesProxyHeader { connection.awaitProxyHeader(from: takesProxyHeader) }
            return connection
        }
        admission?.activate()
        if !accepted.isReady || LibeventMemory.isShort {
            listeners.forEach { $0.pause() }
        } else if counts.room <= 0 {
            listeners.forEach { $0.pauseUntilSomebodyWaits() }
        }
        return unsafe bufferevent
    }

    /// Called when the system refuses a connection, most often for want of descriptors.
    fileprivate func acceptFailed(_ code: Int32) {
        listeners.forEach { $0.pause() }
        front.noteAcceptFailure(shortage.begins(at: front.time) ? code : nil)
    }

    private func admit(_ connection: Connection, _ evcon: OpaquePointer) {
        do {
            unsafe try connection.admit(
                evcon: evcon, descriptor: bufferevent_getfd(connection.bufferevent))
            front.add(connection)
        } catch {
            LibeventLog.write(.error, "a connection was dropped: \(error)")
            counts.release()
            unsafe evhttp_connection_set_closecb(evcon, nil, nil)
            unsafe evhttp_connection_free(evcon)
        }
    }

    /// Runs in the pass that accepted, before any of the new sockets is read.
    func admitAccepted() {
        unsafe accepted.takeAll { connection, evcon in unsafe admit(connection, evcon) }
        // Another loop took the last place meanwhile.
        if counts.room < 0, !front.closeLongestIdle() { counts.askForRoom() }
    }
}

// MARK: On the loop thread: what libevent calls

private let buffereventWanted:
    @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> OpaquePointer? = { _, context in
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<Acceptor>.fromOpaque(context).takeUnretainedValue().makeConnection()
    }

/// Which acceptor an evhttp belongs to, both as addresses: a failed accept tells nothing but the evhttp.
private let acceptors = Guarded<[UInt: UInt]>([:])

private let connectionRefused: evconnlistener_errorcb = { _, http in
    let code = errno
    let address = acceptors.withLock { $0[UInt(bitPattern: http)] }
    guard let context = unsafe address.flatMap({ unsafe UnsafeMutableRawPointer(bitPattern: $0) })
    else { return }
    unsafe Unmanaged<Acceptor>.fromOpaque(context).takeUnretainedValue().acceptFailed(code)
}
