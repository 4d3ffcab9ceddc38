// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc
import HTTP1

/// The address and port of one end of a connection.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// A numeric IPv4 or IPv6 address, without brackets; of a unix socket `unix:` and its path.
    package let host: String
    /// 0 for a unix socket.
    package let port: UInt16

    private static let unixPrefix = "unix:"
    /// A client of a unix socket: such clients have no path.
    static let unixClient = Endpoint(unix: "")

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// The end of a unix socket that has `path`.
    package init(unix path: String) {
        self.init(host: Self.unixPrefix + path, port: 0)
    }

    /// Whether this is the end of a unix socket.
    package var isUnix: Bool { port == 0 && host.hasPrefix(Self.unixPrefix) }

    /// As it stands in a URL: an IPv6 address is put in brackets; of a unix socket the path alone.
    package var description: String { isUnix ? host : Self.text(host, Int(port)) }

    /// A host and a port as they stand in a URL.
    package static func text(_ host: String, _ port: Int) -> String {
        host.utf8.contains(.colon) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// `host`, or the IPv4 address for which it stands, RFC 4291 §2.5.5.2.
    ///
    /// A socket of IPv6 that takes clients of IPv4 calls them `::ffff:192.0.2.1`.
    static func withoutMapping(_ host: String) -> String {
        let prefix = "::ffff:"
        guard host.hasPrefix(prefix), host.utf8.contains(UInt8(ascii: ".")) else { return host }
        return String(host.dropFirst(prefix.utf8.count))
    }

    /// The local address of the socket `descriptor`.
    ///
    /// Wraps `getsockname`.
    init?(localOf descriptor: Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe getsockname(descriptor, address, &length)
            }
        }
        guard result == 0 else { return nil }
        self.init(storage)
    }

    /// Reads an address that the kernel filled in; nil for families other than IPv4, IPv6 and unix.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        switch Int32(storage.ss_family) {
        case AF_INET:
            let address = unsafe withUnsafeBytes(of: &storage) {
                unsafe $0.load(as: sockaddr_in.self)
            }
            var inner = address.sin_addr
            host = unsafe Self.text(AF_INET, &inner)
            port = UInt16(bigEndian: address.sin_port)
        case AF_INET6:
            let address = unsafe withUnsafeBytes(of: &storage) {
                unsafe $0.load(as: sockaddr_in6.self)
            }
            var inner = address.sin6_addr
            host = unsafe Self.text(AF_INET6, &inner)
            port = UInt16(bigEndian: address.sin6_port)
        case AF_UNIX:
            let path = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 0
            let bytes = unsafe withUnsafeBytes(of: &storage) {
                unsafe [UInt8]($0.dropFirst(path).prefix { $0 != 0 })
            }
            host = Self.unixPrefix + String(decoding: bytes, as: UTF8.self)
            port = 0
        default:
            return nil
        }
    }

    private static func text(_ family: Int32, _ address: UnsafeRawPointer) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let start = buffer.baseAddress,
                let text = unsafe inet_ntop(family, address, start, socklen_t(buffer.count))
            else { return "" }
            return unsafe String(cString: text)
        }
    }
}
