// SPDX-License-Identifier: Apache-2.0
import Foundation
import Libevent
import PorticoPool
import TestSupport
import Testing

@testable import Portico

extension ServerTests {
    /// A host name may have several addresses.
    struct AddressTests {
        private static func resolve(_ hosts: String...) throws -> [ResolvedAddress] {
            try hosts.flatMap { try ResolvedAddress.all(of: $0) }
        }

        /// Binds the addresses that a name has, and closes the sockets after `body`.
        private func bind(
            _ hosts: [ResolvedAddress], loops: Int, port: Int = 0,
            _ body: ([[ListeningSocket]]) throws -> Void
        ) throws {
            let sockets = try ServerSockets.bind(
                .hostname("some.name", port: port), hosts, loops: loops, isShared: false)
            defer { for socket in sockets.joined() { socket.close() } }
            try body(sockets)
        }

        @Test(arguments: [1, 3])
        func areAllBoundToOnePortForEveryLoop(_ loops: Int) throws {
            let hosts = try Self.resolve("127.0.0.1", "::1", "127.0.0.2")
            try bind(hosts, loops: loops) { sockets in
                #expect(sockets.count == loops)
                #expect(Set(sockets.joined().map(\.address.port)).count == 1)
                for loop in sockets {
                    #expect(loop.map(\.address.host) == ["127.0.0.1", "::1", "127.0.0.2"])
                }
            }
        }

        @Test(arguments: [1, 2])
        func areBoundWithoutThoseThatTheMachineLacks(_ loops: Int) throws {
            // RFC 5737 and RFC 3849: for documentation, nobody has them.
            let hosts = try Self.resolve("192.0.2.1", "127.0.0.1", "2001:db8::1")
            try bind(hosts, loops: loops) { sockets in
                #expect(
                    sockets.joined().map(\.address.host)
                        == Array(
                            repeating: "127.0.0.1", count: loops))
            }
        }

        @Test func areNotAvailableWhenTheMachineLacksAll() throws {
            let hosts = try Self.resolve("192.0.2.1", "2001:db8::1")
            let error = #expect(throws: ServerError.self) { try bind(hosts, loops: 1) { _ in } }
            guard case .addressNotAvailable = error else {
                Issue.record("not .addressNotAvailable: \(String(describing: error))")
                return
            }
        }

        @Test(arguments: [1, 2])
        func areInUseWhenOneIs(_ loops: Int) throws {
            try bind(try Self.resolve("127.0.0.2"), loops: 1) { sockets in
                let port = Int(sockets[0][0].address.port)
                let hosts = try Self.resolve("127.0.0.1", "127.0.0.2")
                let error = #expect(throws: ServerError.self) {
                    try bind(hosts, loops: loops, port: port) { _ in }
                }
                guard case .addressInUse = error else {
                    Issue.record("not .addressInUse: \(String(describing: error))")
                    return
                }
                // Nothing is left of the attempt.
                try bind(try Self.resolve("127.0.0.1"), loops: 1, port: port) { _ in }
            }
        }

        /// Both families at once need a socket of IPv6 that leaves IPv4 to the other.
        @Test func mayBeAllOfBothFamilies() throws {
            try bind(try Self.resolve("::", "0.0.0.0"), loops: 1) { sockets in
                #expect(sockets[0].map(\.address.host) == ["::", "0.0.0.0"])
            }
        }

        @Test(arguments: TestEngine.allCases)
        func areAllServedAndTold(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.address = .hostname("localhost", port: 0) },
                handler: Handler { request, _ in request.remoteAddress?.host ?? "none" }
            ) { test in
                let hosts = try ResolvedAddress.all(of: "localhost").map(\.host)
                let addresses = test.server.addresses
                #expect(addresses.first == test.server.address)
                #expect(Set(addresses.map(\.host)).isSubset(of: hosts))
                #expect(Set(addresses.map(\.port)) == [test.port])
                for address in addresses {
                    let connection =
                        try address.host == "::1"
                        ? RawConnection(port6: address.port) : test.connect()
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().text == address.host)
                }
            }
        }

        /// Not every machine has a name with two addresses, so they are given to a loop by hand.
        @Test func ofBothFamiliesAreServedByOneLoop() async throws {
            let sockets = try ServerSockets.bind(
                .hostname("some.name", port: 0), try Self.resolve("127.0.0.1", "::1"), loops: 1,
                isShared: false)
            let blueprint = ServerLoop.Blueprint(
                index: 0, sockets: sockets[0], configuration: StartTests.configuration(),
                handler: Handler { request, _ in request.remoteAddress?.host ?? "none" },
                logger: LogBook().logger, executor: nil,
                connectionCounts: ConnectionCounts(limit: .max),
                libeventLog: LibeventLog { _, _ in }, isReady: { true }, calls: CallCount(),
                canceller: TaskCanceller(), writers: WriterThreads())
            let (mailbox, ready, ended) = (
                Guarded<Mailbox<LoopMessage>?>(nil), Gate(), Gate()
            )
            try await blocking {
                Thread.detachNewThread {
                    defer { ended.open() }
                    do {
                        let loop = try ServerLoop(blueprint)
                        mailbox.withLock { $0 = loop.mailbox }
                        ready.open()
                        #expect(try loop.run().figures.connectionsOpen == 0)
                    } catch {
                        Issue.record(error)
                    }
                }
                try #require(ready.wait())
                let port = Int(sockets[0][0].address.port)
                let clients = [try RawConnection(port: port), try RawConnection(port6: port)]
                for client in clients { try client.send(Site.request("GET", "/")) }
                #expect(try clients.map { try $0.readResponse().text } == ["127.0.0.1", "::1"])
                mailbox.withLock(\.self)?.post(.drain)
                #expect(ended.wait())
                #expect(clients.allSatisfy { $0.isClosed })
            }
        }
    }
}
