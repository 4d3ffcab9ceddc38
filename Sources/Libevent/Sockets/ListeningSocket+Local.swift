// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// Where a local socket listens: a name that the kernel has made up, in no folder.
package struct LocalName: Sendable {
    let address: sockaddr_un
    /// How much of the address is used, in bytes.
    let length: Int
}

extension ListeningSocket {
    /// Listens without a port and without a file, for clients of this process that get its ``LocalName``.
    ///
    /// Each connection is a pair of sockets in the kernel, and no network is asked. Wraps `socket`, `bind` with
    /// an empty address of AF_UNIX, and `listen`.
    package static func makeLocal() throws(ListenError) -> (ListeningSocket, LocalName) {
        let descriptor = socket(
            AF_UNIX,
            Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .refused(call: "socket", code: errno) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var length = socklen_t(MemoryLayout<sa_family_t>.size)
        var call = "bind"
        let result = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe bind(descriptor, address, length) == 0 else { return Int32(-1) }
                call = "listen"
                guard listen(descriptor, 1024) == 0 else { return -1 }
                call = "getsockname"
                length = socklen_t(MemoryLayout<sockaddr_un>.size)
                return unsafe getsockname(descriptor, address, &length)
            }
        }
        guard result == 0 else {
            let code = errno
            Glibc.close(descriptor)
            throw .refused(call: call, code: code)
        }
        return (
            ListeningSocket(descriptor: descriptor, address: Endpoint(host: "local", port: 0)),
            LocalName(address: address, length: Int(length))
        )
    }
}
