// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// Why a listening socket could not be had.
package enum ListenError: Error, Sendable, Equatable {
    /// The host name has no address; `reason` is the resolver's sentence.
    case unknownHost(reason: String)
    /// `call` was refused with `code`, an error number.
    case refused(call: String, code: Int32)
    /// The path of a unix socket belongs to something else.
    case isNoSocket
    /// The system knows no user or group of that name.
    case unknownOwner(String)
    /// A descriptor is no socket that can be listened on.
    case isUnusable(reason: String)
}

/// A bound and listening stream socket: the one place that binds.
///
/// A value that any thread may carry.
package struct ListeningSocket: Sendable {
    package let descriptor: Int32
    package let address: Endpoint
    /// Whether others have the socket, too: then what waits in its queue is theirs when the server ends.
    let isInherited: Bool
    /// What a unix socket has in the file system, if the server has put it there.
    package let file: UnixSocketFile?
    /// Whether a client is a proxy that begins with a header of the PROXY protocol, and whom it is taken from; nil
    /// where clients begin with their requests.
    package var takesProxyHeader: (@Sendable (Endpoint) -> Bool)?

    /// Binds `host`, and listens.
    ///
    /// TCP_NODELAY is set here because accepted sockets inherit it, which saves a call for each.
    /// Wraps `socket`, `bind` and `listen`.
    ///
    /// Port 0 lets the kernel pick one; ``address`` tells which. When it is shared, other sockets may
    /// bind the same port (SO_REUSEPORT). A socket of IPv6 takes clients of IPv4 only if it
    /// `takesIPv4`, whatever the system's default is.
    package init(
        _ host: ResolvedAddress, port: UInt16, isShared: Bool, takesIPv4: Bool = false,
        backlog: Int32 = 1024
    ) throws(ListenError) {
        let descriptor = socket(
            host.family,
            Int32(
                SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .refused(call: "socket", code: errno) }
        Self.set(SO_REUSEADDR, SOL_SOCKET, descriptor)
        Self.set(TCP_NODELAY, Int32(IPPROTO_TCP), descriptor)
        if isShared { Self.set(SO_REUSEPORT, SOL_SOCKET, descriptor) }
        if host.family == AF_INET6 {
            Self.set(IPV6_V6ONLY, Int32(IPPROTO_IPV6), descriptor, to: takesIPv4 ? 0 : 1)
        }
        let bound = unsafe host.withSocketAddress(port: port) { address, length in
            unsafe bind(descriptor, address, length)
        }
        guard bound == 0 else { throw Self.refusal("bind", closing: descriptor) }
        guard listen(descriptor, backlog) == 0 else {
            throw Self.refusal("listen", closing: descriptor)
        }
        guard let address = Endpoint(localOf: descriptor) else {
            throw Self.refusal("getsockname", closing: descriptor)
        }
        self.init(descriptor: descriptor, address: address)
    }

    /// Takes a socket that listens already.
    init(
        descriptor: Int32, address: Endpoint, isInherited: Bool = false,
        file: UnixSocketFile? = nil
    ) {
        self.descriptor = descriptor
        self.address = address
        self.isInherited = isInherited
        self.file = file
    }

    /// Gives the descriptor back, where no ``Listener`` has taken it.
    package func close() {
        file?.remove()
        _ = Glibc.close(descriptor)
    }

    static func refusal(_ call: String, closing descriptor: Int32) -> ListenError {
        let code = errno
        _ = Glibc.close(descriptor)
        return .refused(call: call, code: code)
    }

    static func set(
        _ option: Int32, _ level: Int32, _ descriptor: Int32, to value: Int32 = 1
    ) {
        var value = value
        unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
