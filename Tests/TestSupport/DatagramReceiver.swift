// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Receives what a program tells its service manager.
package final class DatagramReceiver {
    private let descriptor: Int32

    /// Binds a unix socket at `name`: a path, or with an @ in front an abstract name.
    package init(_ name: String) throws(WireError) {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = name.hasPrefix("@") ? [0] + name.utf8.dropFirst() : Array(name.utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count)
        let result = unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length)
            }
        }
        guard result == 0 else { throw .call("bind", errno: errno) }
    }

    deinit { close(descriptor) }

    /// The next message; nil when none has come in ten seconds, or in `milliseconds`.
    package func next(atMost milliseconds: Int32 = 10_000) -> String? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, milliseconds) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
}
