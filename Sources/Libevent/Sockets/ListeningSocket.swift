// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc

/// Why a listening socket could not be had.
package enum ListenError: Error, Sendable, Equatable {
    /// The host name has no address; `reason` is the resolver's sentence.
    case unknownHost(reason: String)
    /// `call` was refused with `code`, an error number.
    case refused(call: String, code: Int32)
}

/// A bound and listening TCP socket: the one place that binds.
///
/// A value that any thread may carry.
package struct ListeningSocket: Sendable {
    package let descriptor: Int32
    package let address: Endpoint

    /// Binds the first address that `host` resolves to, and listens.
    ///
    /// TCP_NODELAY is set here because accepted sockets inherit it, which saves a call for each.
    /// Wraps `getaddrinfo`, `socket`, `bind` and `listen`.
    ///
    /// Port 0 lets the kernel pick one; ``address`` tells which. When it is shared, other sockets may
    /// bind the same port (SO_REUSEPORT).
    package init(
        host: String, port: UInt16, isShared: Bool, backlog: Int32 = 1024
    ) throws(ListenError) {
        let (found, length) = try Self.resolve(host, port)
        var storage = found
        let descriptor = socket(
            Int32(storage.ss_family),
            Int32(
                SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .refused(call: "socket", code: errno) }
        Self.enable(SO_REUSEADDR, SOL_SOCKET, descriptor)
        Self.enable(TCP_NODELAY, Int32(IPPROTO_TCP), descriptor)
        if isShared { Self.enable(SO_REUSEPORT, SOL_SOCKET, descriptor) }
        let bound = unsafe withUnsafePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length)
            }
        }
        guard bound == 0 else { throw Self.refusal("bind", closing: descriptor) }
        guard listen(descriptor, backlog) == 0 else {
            throw Self.refusal("listen", closing: descriptor)
        }
        guard let address = Endpoint(localOf: descriptor) else {
            throw Self.refusal("getsockname", closing: descriptor)
        }
        self.descriptor = descriptor
        self.address = address
    }

    /// Gives the descriptor back, where no ``Listener`` has taken it.
    package func close() {
        _ = Glibc.close(descriptor)
    }

    private static func refusal(_ call: String, closing descriptor: Int32) -> ListenError {
        let code = errno
        _ = Glibc.close(descriptor)
        return .refused(call: call, code: code)
    }

    private static func enable(_ option: Int32, _ level: Int32, _ descriptor: Int32) {
        var on: Int32 = 1
        unsafe setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func resolve(
        _ host: String, _ port: UInt16
    ) throws(ListenError) -> (sockaddr_storage, socklen_t) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard code == 0, let first = unsafe list, let address = unsafe first.pointee.ai_addr else {
            throw .unknownHost(reason: unsafe String(cString: gai_strerror(code)))
        }
        defer { unsafe freeaddrinfo(list) }
        var storage = sockaddr_storage()
        let length = unsafe first.pointee.ai_addrlen
        unsafe withUnsafeMutableBytes(of: &storage) { storage in
            unsafe storage.copyMemory(
                from: UnsafeRawBufferPointer(start: address, count: Int(length)))
        }
        return (storage, length)
    }
}
