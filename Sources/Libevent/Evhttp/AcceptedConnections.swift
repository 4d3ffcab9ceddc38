// SPDX-License-Identifier: Apache-2.0
import CLibevent

// How a connection comes from evhttp to Portico. evhttp reports none that it has accepted, but it asks for a
// bufferevent for each (`bevcb`), before it makes its own object. That bufferevent is kept here. In the same
// pass of the loop, before any of the sockets is read, the context of its callbacks tells what came of it:
//
//   evhttp's object         the connection is admitted
//   nil                     evhttp took the bufferevent, had no memory, and gave up
//   what was put there      evhttp had no memory even before

/// The connections that evhttp has accepted in this pass of the loop and that are not admitted yet.
///
/// On the loop thread.
@safe final class AcceptedConnections {
    private let loop: EventLoop
    private var list: [Connection] = []
    /// The bufferevent of the next one, made in advance.
    ///
    /// Without it evhttp would make its own, and read the client's bytes unguarded: while there is no
    /// memory for it, no connection may be accepted.
    private var spare: OpaquePointer?

    /// A place is taken in it for each of them.
    private let counts: ConnectionCounts

    init(on loop: EventLoop, counts: ConnectionCounts) {
        self.loop = loop
        self.counts = counts
    }

    deinit {
        if let spare = unsafe spare { unsafe bufferevent_free(spare) }
    }

    /// How many there are.
    var count: Int { list.count }

    /// Whether one more may be accepted.
    var isReady: Bool { unsafe spare != nil }

    /// Makes sure that one more may be accepted, if there is memory.
    ///
    /// Wraps `bufferevent_socket_new`.
    func makeReady() -> Bool {
        guard unsafe spare == nil else { return true }
        guard let bufferevent = unsafe bufferevent_socket_new(loop.base, -1, 0) else {
            return false
        }
        unsafe bufferevent_setcb(bufferevent, nil, nil, nil, untaken)
        // On by default; evhttp would register it with epoll, and then remove it.
        unsafe bufferevent_disable(bufferevent, Int16(EV_WRITE))
        unsafe spare = unsafe bufferevent
        return true
    }

    /// Gives evhttp the bufferevent of its next connection, of which `make` makes a ``Connection``.
    func next(_ make: (OpaquePointer) -> Connection) -> OpaquePointer? {
        dropLastIfGivenUp()
        guard let bufferevent = unsafe spare.take() else { return nil }
        _ = makeReady()
        // Kept alive until `takeAll`, also if evhttp gives the connection up meanwhile.
        unsafe bufferevent_incref(bufferevent)
        list.append(unsafe make(bufferevent))
        counts.take()
        return unsafe bufferevent
    }

    /// Hands over each connection that is there, with evhttp's object.
    func takeAll(_ admit: (Connection, OpaquePointer) -> Void) {
        let arrived = list
        list.removeAll(keepingCapacity: true)
        for connection in arrived {
            defer { unsafe bufferevent_decref(connection.bufferevent) }
            let carried = unsafe carried(by: connection.bufferevent)
            if let carried = unsafe carried, unsafe carried != untaken {
                unsafe admit(connection, OpaquePointer(carried))
                continue
            }
            counts.release()
            if unsafe carried != nil { unsafe bufferevent_free(connection.bufferevent) }
        }
    }

    /// Lets go of the last one if evhttp has given it up.
    ///
    /// evhttp has closed its socket, and the next socket may have its number. As long as the bufferevent
    /// lives, libevent believes that epoll watches this number, and would not register it again.
    private func dropLastIfGivenUp() {
        guard let last = list.last, unsafe carried(by: last.bufferevent) == nil else { return }
        list.removeLast()
        counts.release()
        unsafe bufferevent_decref(last.bufferevent)
    }

    /// What the callbacks of `bufferevent` carry.
    private func carried(by bufferevent: OpaquePointer) -> UnsafeMutableRawPointer? {
        var context: UnsafeMutableRawPointer?
        unsafe bufferevent_getcb(bufferevent, nil, nil, nil, &context)
        return unsafe context
    }

    /// What they carry until evhttp has taken it.
    private var untaken: UnsafeMutableRawPointer {
        unsafe Unmanaged.passUnretained(self).toOpaque()
    }
}
