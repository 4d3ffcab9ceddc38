// SPDX-License-Identifier: Apache-2.0
import Libevent
import Portico
import TestSupport
import Testing

extension ServerTests {
    struct LibeventLogTests {
        /// Has libevent complain on the calling thread.
        private static func complain() throws {
            let loop = try EventLoop()
            let event = try Event(on: loop) {
                // Within itself: libevent warns of a reentrant invocation.
                try? loop.run()
                loop.stop()
            }
            event.activate()
            try loop.run()
        }

        private static func server(_ log: LogBook) -> Server {
            let configuration = StartTests.configuration(engine: .inline())
            return Server(configuration: configuration, logger: log.logger) { _, _ in
                try complain()
                return "ok"
            }
        }

        private static func complaints(_ log: LogBook) -> Int {
            log.entries.count { $0.text.contains("reentrant") }
        }

        @Test func goesToTheServerOnWhoseLoopItIsSaid() async throws {
            let logs = [LogBook(), LogBook()]
            try await blocking {
                let servers = logs.map { Self.server($0) }
                for server in servers { try server.start() }
                let tests = try servers.map { try TestServer($0) }
                #expect(try tests[0].get("/").text == "ok")
                try tests[0].end()
                #expect(logs.map(Self.complaints) == [1, 0])
                #expect(try tests[1].get("/").text == "ok")
                #expect(try tests[1].get("/").text == "ok")
                try tests[1].end()
                #expect(logs.map(Self.complaints) == [1, 2])
            }
        }

        @Test func goesToAServerThatRunsWhenItIsSaidElsewhere() async throws {
            let logs = [LogBook(), LogBook()]
            try await blocking {
                let servers = logs.map { Self.server($0) }
                for server in servers { try server.start() }
                let tests = try servers.map { try TestServer($0) }
                // The last one has ended: what is said goes to the other.
                try tests[1].end()
                try Self.complain()
                try tests[0].end()
                #expect(logs.map(Self.complaints) == [1, 0])
            }
        }
    }
}
