// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A socket of the system, bare; closed when it is released.
package final class BareSocket {
    package let descriptor: Int32

    /// Makes a TCP socket on a free port of 127.0.0.1, which listens if `isListening`.
    package init(isListening: Bool, isStream: Bool = true) throws(WireError) {
        let kind = isStream ? SOCK_STREAM : SOCK_DGRAM
        descriptor = socket(AF_INET, Int32(kind.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        try bind(address)
        if isListening, listen(descriptor, 16) != 0 { throw .call("listen", errno: errno) }
    }

    /// Makes a unix socket at `path`, which listens if `isListening`; the file stays behind.
    package init(path: String, isListening: Bool) throws(WireError) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8.prefix($0.count - 1))
        }
        try bind(address)
        if isListening, listen(descriptor, 16) != 0 { throw .call("listen", errno: errno) }
    }

    deinit { close(descriptor) }

    /// The port of a TCP socket.
    package var port: Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = unsafe getsockname(descriptor, address, &length)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private func bind<Address>(_ address: Address) throws(WireError) {
        let result = unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe Glibc.bind(descriptor, address, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else { throw .call("bind", errno: errno) }
    }
}
