// SPDX-License-Identifier: Apache-2.0
import Glibc
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    struct StartTests {
        static func configuration(
            host: String = "127.0.0.1", port: Int = 0, engine: Engine = .pool(workers: 1)
        ) -> Configuration {
            var configuration = Configuration(address: .hostname(host, port: port), engine: engine)
            configuration.handlesSignals = false
            return configuration
        }

        static func server(_ configuration: Configuration) -> Server {
            Server(configuration: configuration) { _, _ in "ok" }
        }

        private func startError(_ configuration: Configuration) async -> ServerError? {
            let server = Self.server(configuration)
            return await blocking {
                do throws(ServerError) {
                    try server.start()
                    server.shutdown()
                    server.waitUntilStopped()
                    return nil
                } catch {
                    #expect(server.address == nil, "a server that has not started has no address")
                    #expect(!"\(error)".contains("\n"))
                    return error
                }
            }
        }

        @Test func tellsThePortThatItReallyHas() async throws {
            let server = Self.server(Self.configuration())
            #expect(server.address == nil)
            try await blocking {
                try server.start()
                let address = try #require(server.address)
                #expect(address.host == "127.0.0.1")
                #expect((1...65535).contains(address.port))
                #expect("\(address)" == "127.0.0.1:\(address.port)")
                let test = try TestServer(server)
                #expect(try test.get("/").text == "ok")
                try test.end()
            }
        }

        @Test func listensOnIPv6() async throws {
            let server = Self.server(Self.configuration(host: "::1"))
            try await blocking {
                try server.start()
                let address = try #require(server.address)
                #expect("\(address)" == "[::1]:\(address.port)")
                let connection = try RawConnection(port6: address.port)
                try connection.send("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n")
                #expect(try connection.readResponse().text == "ok")
                try TestServer(server).end()
            }
        }

        @Test func knowsAnIPv4ClientOfAnIPv6SocketByItsIPv4Address() async throws {
            let server = Server(configuration: Self.configuration(host: "::")) { request, _ in
                request.remoteAddress?.host ?? "none"
            }
            try await blocking {
                try server.start()
                let test = try TestServer(server)
                #expect(try test.get("/").text == "127.0.0.1")
                let connection = try RawConnection(port6: test.port)
                try connection.send("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n")
                #expect(try connection.readResponse().text == "::1")
                try test.end()
            }
        }

        @Test func drainsEveryServerOfTheProcessAtOneSignal() async {
            await #expect(processExitsWith: .success) {
                var configuration = StartTests.configuration()
                configuration.handlesSignals = true
                let servers = [StartTests.server(configuration), StartTests.server(configuration)]
                for server in servers { try server.start() }
                kill(getpid(), SIGTERM)
                for server in servers { server.waitUntilStopped() }
            }
        }

        @Test func mayBeStartedAgainAfterAFailure() async throws {
            try await withServer(handler: Site.handler) { test in
                let server = Self.server(Self.configuration(port: test.port))
                #expect(throws: ServerError.self) { try server.start() }
                // Nothing runs, so there is nothing to wait for.
                server.waitUntilStopped()
                try test.end()
                try server.start()
                #expect(try TestServer(server).get("/").text == "ok")
                server.shutdown()
                server.waitUntilStopped()
            }
        }

        @Test func noticesATakenPortAlsoWithSeveralLoops() async throws {
            let engine = Engine.inline(loops: 2)
            try await withServer(.inlineWithTwoLoops, handler: Site.handler) { test in
                let server = Self.server(Self.configuration(port: test.port, engine: engine))
                let error = #expect(throws: ServerError.self) { try server.start() }
                guard case .addressInUse = error else {
                    Issue.record("not .addressInUse: \(String(describing: error))")
                    return
                }
            }
        }

        @Test func startsOnce() async throws {
            try await withServer(handler: Site.handler) { test in
                let error = #expect(throws: ServerError.self) { try test.server.start() }
                guard case .alreadyStarted = error else {
                    Issue.record("not .alreadyStarted: \(String(describing: error))")
                    return
                }
                #expect(try test.get("/").status == 200)
                try test.end()
                #expect(throws: ServerError.self) { try test.server.start() }
            }
        }

        @Test(arguments: [1, 2]) func saysThatAPortIsInUse(_ loops: Int) async throws {
            let holder = Self.server(Self.configuration())
            try await blocking { try holder.start() }
            let port = try #require(holder.address).port
            let error = await startError(
                Self.configuration(port: port, engine: .pool(workers: 1, loops: loops)))
            guard case .addressInUse(let address) = error else {
                Issue.record("not .addressInUse: \(String(describing: error))")
                return
            }
            #expect("\(address)" == "127.0.0.1:\(port)")
            let text = try #require(error).description
            #expect(text.contains("127.0.0.1:\(port)"))
            try await blocking { try TestServer(holder).end() }
        }

        @Test(arguments: ["no such host", "no-such-host.invalid"])
        func saysThatAHostIsUnknown(_ host: String) async throws {
            let error = await startError(Self.configuration(host: host))
            guard case .unknownHost(let address, let reason) = error else {
                Issue.record("not .unknownHost: \(String(describing: error))")
                return
            }
            #expect("\(address)".contains(host))
            #expect(!reason.isEmpty)
        }

        @Test func saysThatAnAddressIsNotOfThisMachine() async throws {
            // RFC 5737: for documentation, nobody has it.
            guard
                case .addressNotAvailable = await startError(Self.configuration(host: "192.0.2.1"))
            else {
                Issue.record("not .addressNotAvailable")
                return
            }
        }

        @Test(arguments: [-1, 65_536, 70_000, Int.max])
        func refusesAPortThatIsNone(_ port: Int) async throws {
            guard case .invalidPort(port) = await startError(Self.configuration(port: port)) else {
                Issue.record("not .invalidPort")
                return
            }
        }

        @Test(arguments: [-1, 0, 1025]) func refusesThatManyLoops(_ loops: Int) async throws {
            for engine in [Engine.inline(loops: loops), .pool(workers: 1, loops: loops)] {
                guard
                    case .invalidLoops(loops) = await startError(Self.configuration(engine: engine))
                else {
                    Issue.record("not .invalidLoops")
                    return
                }
            }
        }

        @Test(arguments: [-1, 0, ThreadPool.maxSize + 1])
        func refusesThatManyWorkers(_ workers: Int) async throws {
            let error = await startError(Self.configuration(engine: .pool(workers: workers)))
            guard case .pool(let reason) = error else {
                Issue.record("not .pool: \(String(describing: error))")
                return
            }
            #expect("\(reason)".contains("\(workers)"))
        }

        @Test func leavesThePortFreeWhenItCannotStart() async throws {
            let first = Self.server(Self.configuration())
            try await blocking { try first.start() }
            let port = try #require(first.address).port
            try await blocking { try TestServer(first).end() }
            #expect(
                await startError(Self.configuration(port: port, engine: .pool(workers: 0))) != nil)
            #expect(await startError(Self.configuration(port: port)) == nil)
        }

        @Test func leavesThePortFreeAtTheEnd() async throws {
            let first = Self.server(Self.configuration(engine: .inline(loops: 2)))
            try await blocking { try first.start() }
            let port = try #require(first.address).port
            try await blocking { try TestServer(first).end() }
            #expect(await startError(Self.configuration(port: port)) == nil)
        }
    }
}
