// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// A client's end of a connection, for programs that test a server.
///
/// From any thread, one at a time; what it does ends at a deadline. Closes the connection when it is released.
package final class ClientSocket: Sendable {
    /// Why a call did not do what it should.
    package enum Failure: Error, Sendable, Equatable {
        /// `call` was refused with `code`, an error number.
        case refused(call: String, code: Int32)
        case tookTooLong
    }

    /// What came of a turn of ``exchange(_:until:)``.
    package enum Turn: Sendable, Equatable {
        case bytes([UInt8])
        /// Some bytes were sent, and nothing has come.
        case sent
        /// The server has closed its sending side.
        case end
    }

    private static let pieceBytes = 64 << 10
    let descriptor: Int32

    /// Connects to `address`, a numeric one of IPv4.
    ///
    /// Wraps `socket` and `connect`, which does not wait on the loopback interface.
    package convenience init(to address: Endpoint) throws(Failure) {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = address.port.bigEndian
        guard unsafe inet_pton(AF_INET, address.host, &name.sin_addr) == 1 else {
            throw .refused(call: "inet_pton", code: EINVAL)
        }
        try self.init(AF_INET, name, MemoryLayout<sockaddr_in>.size)
        var value: Int32 = 1
        unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &value,
            socklen_t(MemoryLayout<Int32>.size))
    }

    /// Connects to a socket of ``ListeningSocket/makeLocal()``.
    package convenience init(to name: LocalName) throws(Failure) {
        try self.init(AF_UNIX, name.address, name.length)
    }

    private init<Address>(
        _ family: Int32, _ address: Address, _ length: Int
    ) throws(Failure) {
        descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .refused(call: "socket", code: errno) }
        let result = unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(descriptor, address, socklen_t(length))
            }
        }
        // The descriptor is closed with this object.
        guard result == 0 else { throw .refused(call: "connect", code: errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    // MARK: From any thread

    /// Waits until something has come or some of `unsent` can be sent, and does that.
    ///
    /// What has been sent is taken off `unsent`: all of it when the server takes no more. Wraps `poll`, `recv`
    /// and `send`.
    package func exchange(
        _ unsent: inout ArraySlice<UInt8>, until deadline: ContinuousClock.Instant
    ) throws(Failure) -> Turn {
        let wanted = unsent.isEmpty ? POLLIN : POLLIN | POLLOUT
        var entry = pollfd(fd: descriptor, events: Int16(wanted), revents: 0)
        while true {
            let rest = deadline - .now
            guard rest > .zero else { throw .tookTooLong }
            let milliseconds = Int32(min(rest / .milliseconds(1) + 1, 1_000_000))
            let count = unsafe poll(&entry, 1, milliseconds)
            if count > 0 { break }
            guard count == 0 || errno == EINTR else {
                throw .refused(call: "poll", code: errno)
            }
        }
        if Int32(entry.revents) & ~POLLOUT != 0, let turn = try receive() { return turn }
        if !unsent.isEmpty { send(&unsent) }
        return .sent
    }

    /// Whether nothing has come, and not the end either.
    ///
    /// Wraps `poll`.
    package var isQuiet: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) == 0
    }

    private func receive() throws(Failure) -> Turn? {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, count in
            let result = unsafe recv(
                descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if result < 0 { failure = errno }
            count = max(0, result)
        }
        switch failure {
        case 0: return bytes.isEmpty ? .end : .bytes(bytes)
        case EAGAIN, EINTR: return nil
        default: throw .refused(call: "recv", code: failure)
        }
    }

    private func send(_ unsent: inout ArraySlice<UInt8>) {
        let count = unsafe unsent.withUnsafeBytes { bytes in
            unsafe Glibc.send(
                descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
        if count >= 0 {
            unsent = unsent.dropFirst(count)
        } else if errno != EAGAIN, errno != EINTR {
            // The server reads no more; its reply may be there all the same.
            unsent = []
        }
    }
}
