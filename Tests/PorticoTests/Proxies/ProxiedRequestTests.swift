// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// Requests that come through a proxy, as handlers see them.
    struct ProxiedRequestTests {
        private static let handler = Handler { request, context in
            let client = context.clientAddress.map { "\($0)" } ?? "none"
            return "\(client) \(context.scheme) \(context.authority ?? "none")"
        }

        private static let fields = [
            "X-Forwarded-For: 1.1.1.1, 203.0.113.9", "X-Forwarded-Proto: https",
            "X-Forwarded-Host: app.example", "Forwarded: for=198.51.100.7;proto=https",
        ]

        private static func ask(_ connection: RawConnection) throws -> String {
            try connection.send(Site.request("GET", "/", fields))
            return try connection.readResponse().text
        }

        @Test(arguments: TestEngine.allCases)
        func areThoseOfTheirClients(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.trustedProxies = TrustedProxies(["127.0.0.1"]) },
                handler: Self.handler
            ) { test in
                #expect(try Self.ask(test.connect()) == "203.0.113.9 https app.example")
                // Not of the proxy.
                let other = try RawConnection(port: test.port, fromHost: 2)
                #expect(try Self.ask(other).hasPrefix("127.0.0.2:"))
                #expect(try Self.ask(other).hasSuffix(" http a"))
            }
        }

        @Test func areNotBelievedByDefault() async throws {
            try await withServer(handler: Self.handler) { test in
                let text = try Self.ask(test.connect())
                #expect(text.hasPrefix("127.0.0.1:") && text.hasSuffix(" http a"))
            }
        }

        @Test func mayComeByAUnixSocket() async throws {
            try await blocking {
                try FileTree.make { tree in
                    for proxies in [TrustedProxies([.unixSockets]), nil] {
                        var configuration = StartTests.configuration()
                        configuration.address = .unixDomainSocket(path: tree.path("a"))
                        configuration.trustedProxies = proxies
                        let server = Server(configuration: configuration, handler: Self.handler)
                        try server.start()
                        #expect(
                            try Self.ask(RawConnection(path: tree.path("a")))
                                == (proxies == nil
                                    ? "unix: http a" : "203.0.113.9 https app.example")
                        )
                        UnixSocketTests.end(server)
                    }
                }
            }
        }

        /// The page's host is the one that the browser has asked for, and not what the proxy calls this server.
        @Test func comeFromPagesOfTheirOwnOrigin() async throws {
            var router = Router()
            router.add(middleware: CrossOriginProtectionMiddleware())
            router.post("/") { _, _ in "ok" }
            try await withServer(
                configure: { $0.trustedProxies = TrustedProxies(["127.0.0.1"]) },
                handler: Handler(router)
            ) { test in
                for (origin, status) in [("https://app.example", 200), ("https://a", 403)] {
                    let connection = try test.connect()
                    let fields = Self.fields + ["Origin: \(origin)", "Content-Length: 0"]
                    try connection.send(Site.request("POST", "/", fields))
                    #expect(try connection.readResponse().status == status, "\(origin)")
                }
            }
        }

        /// What a client writes in front of its own address changes nothing.
        @Test func areLimitedByTheirClients() async throws {
            var router = Router()
            router.add(middleware: RateLimitMiddleware(1, per: .seconds(3_600)))
            router.get("/") { _, _ in "ok" }
            try await withServer(
                configure: { $0.trustedProxies = TrustedProxies(["127.0.0.1"]) },
                handler: Handler(router)
            ) { test in
                let connection = try test.connect()
                let list = ["203.0.113.9", "1.1.1.1, 203.0.113.9", "198.51.100.7"]
                let statuses = try list.map {
                    try connection.send(Site.request("GET", "/", ["X-Forwarded-For: \($0)"]))
                    return try connection.readResponse().status
                }
                #expect(statuses == [200, 429, 200])
            }
        }
    }
}
