// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

@testable import Libevent

extension ListeningSocket {
    /// Binds the first address of `host`.
    fileprivate init(host: String, port: UInt16, isShared: Bool) throws {
        try self.init(
            #require(try ResolvedAddress.all(of: host).first), port: port, isShared: isShared)
    }
}

struct ListeningSocketTests {
    @Test func tellsThePortThatTheSystemPicked() throws {
        let socket = try ListeningSocket(host: "127.0.0.1", port: 0, isShared: false)
        defer { socket.close() }
        #expect(socket.address.host == "127.0.0.1")
        #expect(socket.address.port > 0)
        #expect(socket.address.description == "127.0.0.1:\(socket.address.port)")
    }

    @Test func refusesAPortThatIsTaken() throws {
        let first = try ListeningSocket(host: "127.0.0.1", port: 0, isShared: false)
        defer { first.close() }
        #expect(throws: ListenError.refused(call: "bind", code: EADDRINUSE)) {
            try ListeningSocket(host: "127.0.0.1", port: first.address.port, isShared: false)
        }
    }

    @Test func sharesAPortWhenAllWantTo() throws {
        let first = try ListeningSocket(host: "127.0.0.1", port: 0, isShared: true)
        defer { first.close() }
        let second = try ListeningSocket(
            host: "127.0.0.1", port: first.address.port, isShared: true)
        defer { second.close() }
        #expect(second.address == first.address)
    }

    /// On the loopback interface a handshake is over when `connect` returns.
    @Test func letsNoConnectionBeginBehindItsFilter() throws {
        let socket = try ListeningSocket(host: "127.0.0.1", port: 0, isShared: false)
        defer { socket.close() }
        let before = try RawConnection(port: Int(socket.address.port))
        #expect(HandshakeFilter.attach(to: socket.descriptor))
        let after = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        defer { close(after) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = socket.address.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(after, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(result == -1)
        var entry = pollfd(fd: after, events: Int16(POLLOUT), revents: 0)
        #expect(unsafe poll(&entry, 1, 0) == 0, "a connection was made")
        // Who came before is served, its bytes pass.
        let accepted = accept(socket.descriptor, nil, nil)
        defer { close(accepted) }
        try before.send("a")
        var byte: UInt8 = 0
        #expect(unsafe recv(accepted, &byte, 1, 0) == 1)
    }

    @Test func saysWhyAHostIsUnknown() {
        let error = #expect(throws: ListenError.self) {
            try ResolvedAddress.all(of: "no.such.host.invalid")
        }
        guard case .unknownHost(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
    }
}
