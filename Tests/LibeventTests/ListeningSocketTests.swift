// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Libevent

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

    @Test func saysWhyAHostIsUnknown() {
        let error = #expect(throws: ListenError.self) {
            try ListeningSocket(host: "no.such.host.invalid", port: 0, isShared: false)
        }
        guard case .unknownHost(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
    }
}
