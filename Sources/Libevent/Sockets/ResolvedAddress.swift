// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// One numeric address of a host, which a socket can be bound to.
package struct ResolvedAddress: Sendable, Hashable {
    /// An IPv4 or IPv6 address as text, without brackets and zone.
    package let host: String
    let family: Int32
    private let bytes: [UInt8]

    /// All addresses of `host`, in the resolver's order and each once.
    ///
    /// Wraps `getaddrinfo`, which may ask the network: not for a loop thread. An IPv6 address that
    /// stands for one of IPv4 is that one.
    package static func all(of host: String) throws(ListenError) -> [ResolvedAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_PASSIVE
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            let reason = unsafe String(cString: gai_strerror(code))
            throw .unknownHost(reason: reason)
        }
        defer { unsafe freeaddrinfo(list) }
        var found: [ResolvedAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            if let address = unsafe ResolvedAddress(entry.pointee), !found.contains(address) {
                found.append(address)
            }
            unsafe next = entry.pointee.ai_next
        }
        guard !found.isEmpty else {
            throw .unknownHost(reason: "the host has no address of IPv4 or IPv6")
        }
        return found
    }

    /// Nil for families other than IPv4 and IPv6.
    private init?(_ entry: addrinfo) {
        guard let address = unsafe entry.ai_addr else { return nil }
        let bytes = unsafe [UInt8](
            UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen)))
        self.init(unsafe entry.ai_family == AF_INET6 ? Self.withoutMapping(bytes) : bytes)
    }

    /// Takes a `sockaddr_in` or `sockaddr_in6`.
    private init?(_ bytes: [UInt8]) {
        guard let endpoint = Endpoint(Self.storage(bytes)) else { return nil }
        host = endpoint.host
        family = Int32(Self.storage(bytes).ss_family)
        self.bytes = bytes
    }

    /// The `sockaddr_in` of an IPv4-mapped `sockaddr_in6`, RFC 4291 §2.5.5.2; others as they are.
    private static func withoutMapping(_ bytes: [UInt8]) -> [UInt8] {
        let prefix: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]
        guard bytes.count >= 24, Array(bytes[8..<20]) == prefix else { return bytes }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var result = unsafe withUnsafeBytes(of: address) { unsafe [UInt8]($0) }
        result.replaceSubrange(4..<8, with: bytes[20..<24])
        return result
    }

    private static func storage(_ bytes: [UInt8]) -> sockaddr_storage {
        var storage = sockaddr_storage()
        unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.copyBytes(from: bytes) }
        return storage
    }

    /// Whether this is `::`, all addresses of the machine.
    package var isAnyIPv6: Bool { family == AF_INET6 && host == "::" }

    /// Whether this is an address of IPv4.
    package var isIPv4: Bool { family == AF_INET }

    /// Calls `body` with the address as the system wants it, with `port`.
    func withSocketAddress(
        port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var storage = Self.storage(bytes)
        unsafe withUnsafeMutableBytes(of: &storage) {
            // Behind the family in both kinds.
            unsafe $0.storeBytes(of: port.bigEndian, toByteOffset: 2, as: UInt16.self)
        }
        return unsafe withUnsafePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe body(address, socklen_t(bytes.count))
            }
        }
    }
}
