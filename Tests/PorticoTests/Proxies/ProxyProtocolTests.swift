// SPDX-License-Identifier: Apache-2.0
import Glibc
import Libevent
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// Listeners on which a proxy says first who its client is.
    struct ProxyProtocolTests {
        private static let line = "PROXY TCP4 203.0.113.9 10.0.0.1 5000 80\r\n"
        private static let handler = Handler { request, _ in
            request.remoteAddress.map { "\($0)" } ?? "none"
        }

        /// Calls `body` with the ports of a server: one for proxies, and one for everybody.
        private static func serve(
            _ engine: TestEngine = .pool, proxies: [ProxyAddresses] = ["127.0.0.1"],
            configure: @escaping (inout Configuration) -> Void = { _ in },
            _ body: (_ proxied: Int, _ plain: Int) throws -> Void
        ) async throws {
            try await withServer(
                engine,
                configure: { configuration in
                    let address = configuration.address
                    configuration.addresses = [
                        address.expectingProxyProtocol(from: proxies), address,
                    ]
                    configure(&configuration)
                }, handler: handler
            ) { test in
                try body(test.port, try #require(test.server.addresses.last).port)
            }
        }

        private static func ask(_ connection: RawConnection, after header: String = "") throws
            -> String
        {
            try connection.send(header + Site.request("GET", "/"))
            return try connection.readResponse().text
        }

        @Test(arguments: TestEngine.allCases)
        func tellTheClientsAddress(_ engine: TestEngine) async throws {
            try await Self.serve(engine) { proxied, plain in
                let connection = try RawConnection(port: proxied)
                #expect(try Self.ask(connection, after: Self.line) == "203.0.113.9:5000")
                // It holds for all requests of the connection.
                #expect(try Self.ask(connection) == "203.0.113.9:5000")
                let own = try Self.ask(RawConnection(port: proxied), after: "PROXY UNKNOWN\r\n")
                #expect(own.hasPrefix("127.0.0.1:"))
                #expect(try Self.ask(RawConnection(port: plain)).hasPrefix("127.0.0.1:"))
            }
        }

        @Test func takeAHeaderInPieces() async throws {
            try await Self.serve { proxied, _ in
                let connection = try RawConnection(port: proxied)
                for byte in (Self.line + Site.request("GET", "/")).utf8 {
                    try connection.send([byte])
                }
                #expect(try connection.readResponse().text == "203.0.113.9:5000")
            }
        }

        @Test(arguments: [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n",
            "\r\n\r\n\0\r\nQUIT\nx",
        ])
        func closeWithoutAHeader(_ bytes: String) async throws {
            try await Self.serve { proxied, _ in
                let connection = try RawConnection(port: proxied)
                try connection.send(bytes)
                #expect([.clean, .reset].contains(connection.end()))
            }
        }

        /// Whoever else connects might say anything.
        @Test func closeConnectionsOfOthers() async throws {
            try await Self.serve(proxies: ["127.0.0.2", .unixSockets]) { proxied, _ in
                #expect(try [.clean, .reset].contains(RawConnection(port: proxied).end()))
                let proxy = try RawConnection(port: proxied, fromHost: 2)
                #expect(try Self.ask(proxy, after: Self.line) == "203.0.113.9:5000")
            }
        }

        @Test func refuseTheHeaderOnOtherListeners() async throws {
            try await Self.serve { _, plain in
                let connection = try RawConnection(port: plain)
                try connection.send(Self.line)
                #expect(try connection.readResponse().status == 400)
            }
        }

        @Test func countTheConnectionsOfClients() async throws {
            try await Self.serve(configure: { $0.limits.maxConnectionsPerAddress = 1 }) {
                proxied, _ in
                let first = try RawConnection(port: proxied)
                #expect(try Self.ask(first, after: Self.line) == "203.0.113.9:5000")
                let second = try RawConnection(port: proxied)
                try second.send(Self.line)
                #expect(try second.readResponse().status == 429)
                let other = try RawConnection(port: proxied)
                #expect(try Self.ask(other, after: "PROXY UNKNOWN\r\n").hasPrefix("127.0.0.1:"))
            }
        }

        @Test func closeProxiesThatSayNothing() async throws {
            try await Self.serve(configure: { $0.limits.headDeadline = .milliseconds(40) }) {
                proxied, _ in
                let (silent, slow) = (
                    try RawConnection(port: proxied), try RawConnection(port: proxied)
                )
                try slow.send("PROXY ")
                #expect(silent.isClosed)
                #expect(slow.isClosed)
            }
        }

        @Test func doNotHoldUpTheEnd() async throws {
            try await withServer(
                configure: { configuration in
                    configuration.address =
                        configuration.address.expectingProxyProtocol(from: ["127.0.0.1"])
                    configuration.drainDeadline = .seconds(3_600)
                }, handler: Self.handler
            ) { test in
                let (silent, slow) = (try test.connect(), try test.connect())
                try slow.send("PROXY ")
                let asking = try test.connect()
                #expect(try Self.ask(asking, after: Self.line) == "203.0.113.9:5000")
                try test.end()
                #expect(silent.isClosed)
                #expect([.clean, .reset].contains(slow.end()))
            }
        }
    }
}
