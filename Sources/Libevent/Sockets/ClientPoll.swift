// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// The clients' ends of many connections, for programs that load a server.
///
/// On one thread, which waits nowhere but in ``wait(atMost:)``. Owns an epoll instance, the connections and a
/// buffer.
@safe package final class ClientPoll {
    /// What became of a call on a connection.
    package enum Arrival: Sendable, Equatable {
        case bytes
        case nothing
        /// The server has closed it, or it is broken.
        case end
    }

    private static let maxEvents = 256
    private let address: Endpoint
    private var sockets: [ClientSocket] = []
    private let poll: Int32
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: maxEvents)
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// Opens `count` connections to `address`, a numeric one of IPv4.
    ///
    /// Wraps `epoll_create1`.
    package init(to address: Endpoint, count: Int) throws(ClientSocket.Failure) {
        self.address = address
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard poll >= 0 else { throw .refused(call: "epoll_create1", code: errno) }
        for index in 0..<count {
            sockets.append(try ClientSocket(to: address))
            try watch(index, EPOLL_CTL_ADD, forRoom: false)
        }
    }

    deinit {
        if poll >= 0 { close(poll) }
    }

    /// Replaces a connection by a new one.
    package func reconnect(_ index: Int) throws(ClientSocket.Failure) {
        // The old one leaves the epoll instance as it is closed.
        sockets[index] = try ClientSocket(to: address)
        try watch(index, EPOLL_CTL_ADD, forRoom: false)
    }

    /// Has ``wait(atMost:)`` return also when there is room for bytes that a connection did not take.
    package func watchRoom(_ index: Int, _ wanted: Bool) throws(ClientSocket.Failure) {
        try watch(index, EPOLL_CTL_MOD, forRoom: wanted)
    }

    /// Wraps `epoll_ctl`.
    private func watch(
        _ index: Int, _ operation: Int32, forRoom: Bool
    ) throws(ClientSocket.Failure) {
        var event = unsafe epoll_event()
        let kinds = forRoom ? EPOLLIN.rawValue | EPOLLOUT.rawValue : EPOLLIN.rawValue
        unsafe event.events = kinds
        unsafe event.data.u64 = UInt64(index)
        guard unsafe epoll_ctl(poll, operation, sockets[index].descriptor, &event) == 0 else {
            throw .refused(call: "epoll_ctl", code: errno)
        }
    }

    /// Waits until something can be done with some connections, and returns which.
    ///
    /// With 0 milliseconds it only looks. Wraps `epoll_wait`.
    package func wait(atMost milliseconds: Int, _ body: (Int) -> Void) {
        let count = unsafe epoll_wait(
            poll, &events, Int32(Self.maxEvents), Int32(clamping: milliseconds))
        guard count > 0 else { return }
        for number in 0..<Int(count) { body(unsafe Int(events[number].data.u64)) }
    }

    /// Sends what the kernel takes of `bytes` from `start`, and returns how many that were.
    ///
    /// All of them on a broken connection, whose end is read next. Wraps `send`.
    package func send(_ bytes: [UInt8], from start: Int, on index: Int) -> Int {
        let count = unsafe bytes.withUnsafeBytes { bytes in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
            return unsafe Glibc.send(
                sockets[index].descriptor, rest.baseAddress, rest.count,
                Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : bytes.count - start
    }

    /// Reads what has come on a connection, once, and hands it to `body`.
    ///
    /// Wraps `recv`.
    package func receive(on index: Int, _ body: (Span<UInt8>) -> Void) -> Arrival {
        let count = unsafe recv(
            sockets[index].descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 {
            let received = buffer
            body(received.span.extracting(first: count))
            return .bytes
        }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .end
    }
}
