// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A client's connection, as a rule by TCP to 127.0.0.1, that sends exactly the bytes it is given.
///
/// Every wait ends after ten seconds, so a broken server fails a test instead of hanging it. For one
/// thread at a time, and not one of Swift's: see ``blocking(_:)``.
package final class RawConnection {
    /// How a connection has ended, or what came instead.
    package enum End: Equatable { case clean, reset, timedOut, bytes }

    private var descriptor: Int32
    /// What has come and belongs to no reply that was read.
    private var unread: [UInt8] = []
    private static let timeoutSeconds = 10

    /// Connects to `port`; the kernel keeps `receiveBufferBytes` for a client that does not read.
    package convenience init(port: Int, receiveBufferBytes: Int32? = nil) throws(WireError) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        try self.init(AF_INET, address, receiveBufferBytes)
    }

    /// Connects to `port` from another address of the loopback interface: 127.0.0.`host`.
    package convenience init(port: Int, fromHost host: UInt8) throws(WireError) {
        var (local, remote) = (sockaddr_in(), sockaddr_in())
        for end in [UInt32(0x7f00_0000) | UInt32(host), 0x7f00_0001].enumerated() {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = end.element.bigEndian
            if end.offset == 0 { local = address } else { remote = address }
        }
        remote.sin_port = UInt16(port).bigEndian
        try self.init(AF_INET, remote, nil, from: local)
    }

    /// Connects to `port` of ::1.
    package convenience init(port6 port: Int) throws(WireError) {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = UInt16(port).bigEndian
        unsafe address.sin6_addr.__in6_u.__u6_addr8.15 = 1
        try self.init(AF_INET6, address, nil)
    }

    /// Connects to the unix socket at `path`.
    package convenience init(path: String) throws(WireError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8.prefix($0.count - 1))
        }
        try self.init(AF_UNIX, address, nil)
    }

    private init<Address>(
        _ family: Int32, _ address: Address, _ receiveBufferBytes: Int32?,
        from local: Address? = nil
    ) throws(WireError) {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .call("socket", errno: errno) }
        self.descriptor = descriptor
        if let receiveBufferBytes { set(SO_RCVBUF, SOL_SOCKET, to: receiveBufferBytes) }
        set(TCP_NODELAY, Int32(IPPROTO_TCP), to: 1)
        set(SO_RCVTIMEO, SOL_SOCKET, to: timeval(tv_sec: Self.timeoutSeconds, tv_usec: 0))
        set(SO_SNDTIMEO, SOL_SOCKET, to: timeval(tv_sec: Self.timeoutSeconds, tv_usec: 0))
        if let local {
            let bound = unsafe withUnsafePointer(to: local) { address in
                unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    unsafe bind(descriptor, address, socklen_t(MemoryLayout<Address>.size))
                }
            }
            guard bound == 0 else { throw .call("bind", errno: errno) }
        }
        let result = unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(descriptor, address, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            close()
            throw .call("connect", errno: code)
        }
    }

    deinit { close() }

    // MARK: Sending

    /// Sends all of `text`.
    package func send(_ text: String) throws(WireError) {
        try send(Array(text.utf8))
    }

    /// Sends all of `bytes`; blocks while the server does not read.
    package func send(_ bytes: [UInt8]) throws(WireError) {
        var sent = 0
        while sent < bytes.count {
            let result = unsafe bytes.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
                return unsafe Glibc.send(
                    descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard result > 0 else { throw Self.failure("send") }
            sent += result
        }
    }

    // MARK: Receiving

    /// Reads one reply, interim ones included.
    ///
    /// To a HEAD request, no body follows.
    package func readResponse(toHead: Bool = false) throws(WireError) -> WireResponse {
        let end: [UInt8] = Array("\r\n\r\n".utf8)
        var searched = 0
        var headEnd = find(end, from: 0)
        while headEnd == nil {
            searched = max(0, unread.count - 3)
            guard try receive() else {
                throw .ended(after: String(decoding: unread, as: UTF8.self))
            }
            headEnd = find(end, from: searched)
        }
        let head = String(decoding: unread[..<(headEnd ?? 0)], as: UTF8.self)
        unread.removeFirst((headEnd ?? 0) + end.count)
        guard var response = WireResponse(head: head) else { throw .malformed(head) }
        guard let length = try response.bodyLength(toHead: toHead) else {
            response.body = try readToEnd()
            return response
        }
        while unread.count < length {
            guard try receive() else { throw .ended(after: "\(unread.count) of \(length) bytes") }
        }
        response.body = Array(unread[..<length])
        unread.removeFirst(length)
        return response
    }

    /// Reads until the server closes, which must be cleanly.
    package func readToEnd() throws(WireError) -> [UInt8] {
        while try receive() {}
        defer { unread = [] }
        return unread
    }

    /// Reads at most `count` bytes of what comes next.
    package func read(upTo count: Int) throws(WireError) -> [UInt8] {
        while unread.isEmpty {
            guard try receive(upTo: count) else { return [] }
        }
        let taken = Array(unread.prefix(count))
        unread.removeFirst(taken.count)
        return taken
    }

    /// Waits for the connection's end and says how it was.
    package func end() -> End {
        guard unread.isEmpty else { return .bytes }
        do throws(WireError) {
            return try receive(upTo: 1) ? .bytes : .clean
        } catch {
            return error == .timedOut ? .timedOut : .reset
        }
    }

    /// Whether the server has closed the connection cleanly, with nothing more to read.
    package var isClosed: Bool { end() == .clean }

    /// Whether the server has reset the connection because bytes came that it never read.
    ///
    /// Asking forgets it.
    package var hasBeenReset: Bool {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return code != 0
    }

    /// Whether nothing comes, not even the end, for so long.
    package func isSilent(forMilliseconds time: Int32 = 0) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe unread.isEmpty && poll(&entry, 1, time) == 0
    }

    // MARK: Ending

    /// Closes the connection: the server reads the end (FIN).
    package func close() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
    }

    /// Breaks the connection off: the server gets an error (RST).
    package func reset() {
        set(SO_LINGER, SOL_SOCKET, to: linger(l_onoff: 1, l_linger: 0))
        close()
    }

    /// Says that no more will be sent, and goes on reading.
    package func shutdownWriting() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    // MARK: Inside

    /// Takes in what comes; false at the end.
    private func receive(upTo limit: Int = 1 << 18) throws(WireError) -> Bool {
        let count = unsafe withUnsafeTemporaryAllocation(byteCount: limit, alignment: 16) {
            buffer in
            let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { unsafe unread.append(contentsOf: buffer[..<count]) }
            return count
        }
        if count < 0 { throw Self.failure("recv") }
        return count > 0
    }

    private func find(_ pattern: [UInt8], from start: Int) -> Int? {
        guard unread.count >= start + pattern.count else { return nil }
        return (start...unread.count - pattern.count).first {
            unread[$0] == pattern[0] && unread[$0..<$0 + pattern.count].elementsEqual(pattern)
        }
    }

    private func set<Value: BitwiseCopyable>(_ option: Int32, _ level: Int32, to value: Value) {
        var value = value
        unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Value>.size))
    }

    private static func failure(_ call: String) -> WireError {
        switch errno {
        case EAGAIN: .timedOut
        case ECONNRESET, EPIPE: .reset
        default: .call(call, errno: errno)
        }
    }
}
