// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// The calls that Portico makes on an accepted socket itself, past libevent: none of them blocks.
///
/// The descriptor belongs to evhttp's object for the connection, which closes it.
struct Socket {
    let descriptor: Int32

    private static let sendFlags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
    private static let moreFlag = Int32(MSG_MORE)

    // MARK: On the loop thread: sending

    /// Sends both parts with one call, as much as the kernel takes.
    ///
    /// With `isMore`, the last packet waits for what follows. Wraps `send` and `sendmsg`.
    ///
    /// - Returns: How many bytes it took, perhaps none, or nil when the connection is broken.
    func send(
        _ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer, isMore: Bool = false
    ) -> Int? {
        let flags = isMore ? Self.sendFlags | Self.moreFlag : Self.sendFlags
        let result =
            unsafe body.isEmpty
            ? Glibc.send(descriptor, head.baseAddress, head.count, flags)
            : sendParts(head, body, flags)
        if result >= 0 { return result }
        return wouldBlock ? 0 : nil
    }

    private func sendParts(
        _ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer, _ flags: Int32
    ) -> Int {
        var parts = unsafe (
            iovec(
                iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count),
            iovec(
                iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
        )
        return unsafe withUnsafeMutableBytes(of: &parts) { parts in
            var message = unsafe msghdr()
            unsafe message.msg_iov = parts.baseAddress?.assumingMemoryBound(to: iovec.self)
            unsafe message.msg_iovlen = 2
            return unsafe sendmsg(descriptor, &message, flags)
        }
    }

    /// Sends a short text if the kernel takes it now; it is dropped otherwise.
    func trySending(_ text: StaticString) {
        _ = unsafe Glibc.send(descriptor, text.utf8Start, text.utf8CodeUnitCount, Self.sendFlags)
    }

    /// How many bytes the kernel has taken and the client's side has not acknowledged.
    ///
    /// Wraps `ioctl` with TIOCOUTQ.
    var unacknowledged: Int {
        var count: Int32 = 0
        return unsafe ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
    }

    /// Ends the sending side: the client reads the end after what has been sent.
    ///
    /// Wraps `shutdown`.
    func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Sends a reset at once, in the place of the end that the client would read when the socket is closed.
    ///
    /// Wraps `connect` to no address, which is how Linux breaks a connection off.
    func reset() {
        var address = sockaddr()
        address.sa_family = sa_family_t(AF_UNSPEC)
        _ = unsafe connect(descriptor, &address, socklen_t(MemoryLayout<sockaddr>.size))
    }

    /// Has the kernel throw away what it has not delivered when the socket is closed, and send a reset.
    ///
    /// Wraps `setsockopt` with SO_LINGER.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    // MARK: On the loop thread: receiving

    /// What a read found.
    enum Arrival {
        case bytes(Int)
        /// Nothing now, perhaps later.
        case nothing
        /// The client has closed its sending side.
        case end
        /// The connection is broken.
        case broken
    }

    /// Reads into `buffer`.
    ///
    /// Wraps `recv`.
    func receive(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Arrival {
        arrival(unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)))
    }

    /// Says what ``receive(into:)`` would, and leaves everything where it is.
    func peek() -> Arrival {
        var byte: UInt8 = 0
        return arrival(unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)))
    }

    /// How long after its last byte the client closed its sending side; nil when the kernel cannot tell.
    ///
    /// To be asked when it has. Wraps `getsockopt` with TCP_INFO: each packet is an acknowledgement as well, and
    /// the one that closes is the last. The loop may look much later.
    var timeFromLastByteToEnd: Duration? {
        var info = tcp_info()
        var length = socklen_t(MemoryLayout<tcp_info>.size)
        let result = unsafe getsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &length)
        guard result == 0, info.tcpi_last_data_recv >= info.tcpi_last_ack_recv else { return nil }
        return .milliseconds(Int(info.tcpi_last_data_recv - info.tcpi_last_ack_recv))
    }

    private func arrival(_ result: Int) -> Arrival {
        if result > 0 { return .bytes(result) }
        if result == 0 { return .end }
        return wouldBlock ? .nothing : .broken
    }

    private var wouldBlock: Bool { errno == EAGAIN || errno == EINTR }
}
