// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Libevent
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    /// Servers that listen in the file system.
    struct UnixSocketTests {
        private static let handler = Handler { request, _ in
            request.remoteAddress.map { "\($0) \($0.host) \($0.port)" } ?? "none"
        }

        static func server(
            _ path: String, isShared: Bool = false, reply: String = "ok",
            more: [BindAddress] = []
        ) -> Server {
            var configuration = StartTests.configuration()
            configuration.addresses = [.unixDomainSocket(path: path)] + more
            configuration.sharesPort = isShared
            return Server(configuration: configuration) { _, _ in reply }
        }

        static func get(_ path: String) throws -> String {
            let connection = try RawConnection(path: path)
            try connection.send(Site.request("GET", "/"))
            return try connection.readResponse().text
        }

        static func end(_ server: Server) {
            server.shutdown()
            server.waitUntilStopped()
            #expect(server.figures.connectionsOpen == 0)
        }

        static func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }

        static func names(_ tree: FileTree) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: tree.root).sorted()
        }

        @Test(arguments: TestEngine.allCases)
        func areServedBesideAPort(_ engine: TestEngine) async throws {
            try await blocking {
                try FileTree.make { tree in
                    let path = tree.path("http.sock")
                    try engine.with { engine in
                        var configuration = StartTests.configuration(engine: engine)
                        configuration.addresses.append(.unixDomainSocket(path: path, mode: 0o600))
                        let server = Server(configuration: configuration, handler: Self.handler)
                        try server.start()
                        defer { Self.end(server) }
                        #expect(server.addresses.map(\.isUnix) == [false, true])
                        #expect(server.addresses.last?.description == "unix:\(path)")
                        #expect(try Self.mode(path) == 0o600)
                        for _ in 1...10 { #expect(try Self.get(path) == "unix: unix: 0") }
                        let test = try TestServer(server)
                        #expect(try test.get("/").text.hasPrefix("127.0.0.1:"))
                    }
                    #expect(try Self.names(tree).isEmpty, "the socket is removed at the end")
                }
            }
        }

        @Test func replaceWhatADeadServerHasLeft() async throws {
            try await blocking {
                try FileTree.make { tree in
                    let path = tree.path("a")
                    // Nobody has it open any more.
                    _ = try BareSocket(path: path, isListening: true)
                    let server = Self.server(path)
                    try server.start()
                    #expect(try Self.get(path) == "ok")
                    #expect(try Self.names(tree) == ["a"])
                    Self.end(server)
                    #expect(try Self.names(tree).isEmpty)
                }
            }
        }

        /// Of servers that find the same dead one, each would replace it.
        @Test func areMadeByOneOfSeveralServersThatStartAtATime() async throws {
            try await blocking {
                try FileTree.make { tree in
                    let path = tree.path("a")
                    for _ in 1...5 {
                        _ = try BareSocket(path: path, isListening: true)
                        let servers = (1...6).map { Self.server(path, reply: "\($0)") }
                        let started = Guarded<[Int]>([])
                        DispatchQueue.concurrentPerform(iterations: servers.count) { index in
                            if (try? servers[index].start()) != nil {
                                started.withLock { $0.append(index) }
                            }
                        }
                        let winners = started.withLock(\.self)
                        try #require(winners.count == 1)
                        #expect(try Self.get(path) == "\(winners[0] + 1)")
                        Self.end(servers[winners[0]])
                        #expect(try Self.names(tree).isEmpty)
                    }
                }
            }
        }

        @Test func leaveAServerAloneThatListensThere() async throws {
            try await blocking {
                try FileTree.make { tree in
                    let path = tree.path("a")
                    let first = Self.server(path)
                    try first.start()
                    let error = #expect(throws: ServerError.self) { try Self.server(path).start() }
                    guard case .addressInUse = error else {
                        Issue.record("not .addressInUse: \(String(describing: error))")
                        return
                    }
                    #expect(try Self.get(path) == "ok")
                    #expect(try Self.names(tree) == ["a"])
                    Self.end(first)
                }
            }
        }

        @Test func removeNothingButSockets() async throws {
            try await blocking {
                try FileTree.make { tree in
                    try tree.write("file", "text")
                    try tree.link("link", symbolicallyTo: "nowhere")
                    for name in ["file", "link"] {
                        let error = #expect(throws: ServerError.self) {
                            try Self.server(tree.path(name), isShared: true).start()
                        }
                        guard case .unusablePath = error else {
                            Issue.record("not .unusablePath: \(String(describing: error))")
                            continue
                        }
                    }
                    #expect(try Self.names(tree) == ["file", "link"])
                }
            }
        }

        /// What its file has become at the end of a server is another one's.
        @Test func areTakenOverByAServerThatShares() async throws {
            try await blocking {
                try FileTree.make { tree in
                    let path = tree.path("a")
                    let (old, new) = (
                        Self.server(path, reply: "old"),
                        Self.server(path, isShared: true, reply: "new")
                    )
                    try old.start()
                    let client = try RawConnection(path: path)
                    try new.start()
                    #expect(try Self.get(path) == "new")
                    try client.send(Site.request("GET", "/"))
                    #expect(try client.readResponse().text == "old")
                    Self.end(old)
                    #expect(try Self.get(path) == "new")
                    Self.end(new)
                    #expect(try Self.names(tree).isEmpty)
                }
            }
        }

        @Test func haveNoPathAnyMoreWhileTheServerDrains() async throws {
            try await blocking {
                try FileTree.make { tree in
                    let path = tree.path("a")
                    let (began, release) = (Gate(), Gate())
                    var configuration = StartTests.configuration()
                    configuration.address = .unixDomainSocket(path: path)
                    let server = Server(configuration: configuration) { _, _ in
                        began.open()
                        release.wait()
                        return "late"
                    }
                    try server.start()
                    let client = try RawConnection(path: path)
                    try client.send(Site.request("GET", "/"))
                    try #require(began.wait())
                    server.shutdown()
                    #expect(eventually { !FileManager.default.fileExists(atPath: path) })
                    release.open()
                    #expect(try client.readResponse().text == "late")
                    // Or the server waits for it to read the reply.
                    client.close()
                    Self.end(server)
                }
            }
        }

        @Test func areNotLeftBehindWhenAnotherAddressCannotBeHad() async throws {
            try await blocking {
                try FileTree.make { tree in
                    let taken = try BareSocket(isListening: true)
                    let path = tree.path("a")
                    #expect(throws: ServerError.self) {
                        try Self.server(
                            path, more: [.hostname("127.0.0.1", port: taken.port)]
                        ).start()
                    }
                    #expect(try Self.names(tree).isEmpty)
                }
            }
        }

        @Test func areNotCountedByAddress() async throws {
            try await blocking {
                try FileTree.make { tree in
                    var configuration = StartTests.configuration()
                    configuration.addresses.append(.unixDomainSocket(path: tree.path("a")))
                    configuration.limits.maxConnectionsPerAddress = 1
                    let server = Server(configuration: configuration, handler: Self.handler)
                    try server.start()
                    let test = try TestServer(server)
                    let first = [
                        try RawConnection(path: tree.path("a")), try test.connect(),
                    ]
                    // An optimised build would close them after their last use.
                    defer { withExtendedLifetime(first) {} }
                    for client in first {
                        try client.send(Site.request("GET", "/"))
                        #expect(try client.readResponse().status == 200)
                    }
                    #expect(try Self.get(tree.path("a")) == "unix: unix: 0")
                    #expect(try test.connect().readResponse().status == 429)
                    try test.end()
                }
            }
        }

        private static let refused: [(address: BindAddress, text: String)] = [
            (.unixDomainSocket(path: ""), "1 to 100 bytes"),
            (
                .unixDomainSocket(path: "/tmp/" + String(repeating: "a", count: 96)),
                "1 to 100 bytes"
            ),
            (.unixDomainSocket(path: "/tmp/a\0b"), "1 to 100 bytes"),
            (.unixDomainSocket(path: "/no/such/folder/a"), "No such file or directory"),
            (.unixDomainSocket(path: "/dev/null/a"), "Not a directory"),
            (
                .unixDomainSocket(path: "/tmp/portico-owner", owner: "no-such-user"),
                "there is no user or group \"no-such-user\""
            ),
            (
                .unixDomainSocket(path: "/tmp/portico-owner", group: "no-such-group"),
                "there is no user or group \"no-such-group\""
            ),
        ]

        @Test(arguments: refused.indices)
        func sayWhyTheyCannotBeMade(_ index: Int) async throws {
            let (address, text) = Self.refused[index]
            var configuration = StartTests.configuration()
            configuration.address = address
            let server = StartTests.server(configuration)
            await blocking {
                let error = #expect(throws: ServerError.self) { try server.start() }
                #expect(
                    error.map { "\($0)" }?.contains(text) == true, "\(String(describing: error))")
            }
        }

        @Test func belongToWhomTheyAreGiven() async throws {
            try await blocking {
                try FileTree.make { tree in
                    let path = tree.path("a")
                    var configuration = StartTests.configuration()
                    // Giving a file to whom it belongs is allowed to everybody.
                    configuration.address = .unixDomainSocket(
                        path: path, owner: NSUserName(), group: "\(getegid())")
                    let server = StartTests.server(configuration)
                    try server.start()
                    let attributes = try FileManager.default.attributesOfItem(atPath: path)
                    #expect(attributes[.ownerAccountID] as? Int == Int(getuid()))
                    #expect(attributes[.groupOwnerAccountID] as? Int == Int(getegid()))
                    Self.end(server)
                }
            }
        }

        @Test func areNoneWhereThereAreNoAddresses() async throws {
            var configuration = StartTests.configuration()
            configuration.addresses = []
            let server = StartTests.server(configuration)
            await blocking {
                let error = #expect(throws: ServerError.self) { try server.start() }
                guard case .noAddress = error else {
                    Issue.record("not .noAddress: \(String(describing: error))")
                    return
                }
            }
        }
    }
}
