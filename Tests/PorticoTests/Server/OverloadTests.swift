// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Logging
import PorticoPool
import TestSupport
import Testing

@testable import Portico

extension ServerTests {
    @Suite struct OverloadTests {
        /// A server with one Worker, which `release` holds, and a queue for two.
        private func withFullServer(
            _ body:
                @escaping @Sendable (TestServer, _ journal: Journal<String>, _ release: Gate) throws
                -> Void
        ) async throws {
            let (journal, isRunning, release) = (Journal<String>(), Gate(), Gate())
            let handler = Handler { request, _ in
                journal.write(request.path)
                isRunning.open()
                release.wait()
                return "ok"
            }
            try await withServer(
                configure: { configuration in
                    configuration.engine = .pool(workers: 1)
                    configuration.limits.maxQueuedRequests = 2
                }, handler: handler
            ) { test in
                defer { release.open() }
                let running = try test.connect()
                try running.send(Site.request("GET", "/running"))
                #expect(isRunning.wait())
                try body(test, journal, release)
                release.open()
                #expect(try running.readResponse().text == "ok")
            }
        }

        @Test func answers503AtOnceWhenTheQueueIsFull() async throws {
            try await withFullServer { test, journal, release in
                let queued = try (1...2).map { _ in try test.connect() }
                for connection in queued { try connection.send(Site.request("GET", "/queued")) }
                try test.waitForLoop()
                let refused = try test.connect()
                try refused.send(Site.request("GET", "/refused"))
                let reply = try refused.readResponse()
                #expect(reply.status == 503)
                #expect(reply["Retry-After"].flatMap { Int($0) } ?? 0 >= 1)
                #expect(reply.text.contains("the queue is full"))
                release.open()
                for connection in queued { #expect(try connection.readResponse().text == "ok") }
                // The refused client may try again on the same connection.
                try refused.send(Site.request("GET", "/again"))
                #expect(try refused.readResponse().text == "ok")
                #expect(journal.entries == ["/running", "/queued", "/queued", "/again"])
            }
        }

        @Test func refusesEveryRequestOfAFloodAndServesTheNextOne() async throws {
            try await withFullServer { test, journal, release in
                let queued = try (1...2).map { _ in try test.connect() }
                for connection in queued { try connection.send(Site.request("GET", "/queued")) }
                try test.waitForLoop()
                let flood = try (1...50).map { _ in try test.connect() }
                for connection in flood { try connection.send(Site.request("GET", "/flood")) }
                for connection in flood {
                    let reply = try connection.readResponse()
                    #expect(reply.status == 503)
                    #expect(reply["Retry-After"] != nil)
                }
                release.open()
                for connection in queued { #expect(try connection.readResponse().text == "ok") }
                try flood[49].send(Site.request("GET", "/next"))
                #expect(try flood[49].readResponse().text == "ok")
                #expect(journal.entries == ["/running", "/queued", "/queued", "/next"])
            }
        }

        /// Three connections that always want something, and one Worker.
        @Test func servesBusyConnectionsInTurn() async throws {
            let names = ["/a", "/b", "/c"]
            let (journal, turns) = (Journal<String>(), (0..<9).map { _ in Gate() })
            let handler = Handler { request, _ in
                // One handler at a time: the last line is its own.
                journal.write(request.path)
                turns[journal.entries.count - 1].wait()
                return request.path
            }
            try await withServer(
                configure: { $0.engine = .pool(workers: 1) }, handler: handler
            ) { test in
                defer { turns.forEach { $0.open() } }
                let connections = try names.map { _ in try test.connect() }
                for (name, connection) in zip(names, connections) {
                    try connection.send(Site.request("GET", name))
                    try test.waitForLoop()
                }
                for turn in 0..<9 {
                    turns[turn].open()
                    let (name, connection) = (names[turn % 3], connections[turn % 3])
                    #expect(try connection.readResponse().text == name)
                    guard turn < 6 else { continue }
                    try connection.send(Site.request("GET", name))
                    try test.waitForLoop()
                }
            }
            #expect(journal.entries == names + names + names)
        }

        /// No time at all: every request has waited longer by the time that a Worker takes it.
        @Test(arguments: TestEngine.threaded)
        func answers503WithoutRunningWhatWaitedTooLong(_ engine: TestEngine) async throws {
            let journal = Journal<String>()
            let handler = Handler { _, _ in
                journal.write("ran")
                return "ok"
            }
            try await withServer(
                engine, configure: { $0.limits.maxQueueWait = .zero }, handler: handler
            ) { test in
                let reply = try test.get("/")
                #expect(reply.status == 503)
                #expect(reply["Retry-After"] == "1")
            }
            #expect(journal.entries.isEmpty)
        }

        /// What the silence says is that nobody asked, not that nobody could have answered.
        @Test func doesNotTakeSilenceForSlowness() async throws {
            let (entered, release) = (Gate(), Gate())
            let handler = Handler { request, _ in
                guard request.path == "/held" else { return "ok" }
                entered.open()
                release.wait()
                return "ok"
            }
            try await withServer(
                configure: { configuration in
                    configuration.engine = .pool(workers: 1)
                    configuration.limits.maxQueuedRequests = 4
                }, handler: handler
            ) { test in
                defer { release.open() }
                let connection = try test.connect()
                for _ in 1...2 {
                    try connection.send(Site.request("GET", "/"))
                    _ = try connection.readResponse()
                }
                #expect(connection.isSilent(forMilliseconds: 3_000))
                try connection.send(Site.request("GET", "/"))
                _ = try connection.readResponse()
                try connection.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                let queued = try (1...4).map { _ in try test.connect() }
                for connection in queued { try connection.send(Site.request("GET", "/")) }
                try test.waitForLoop()
                let reply = try test.get("/")
                #expect(reply.status == 503)
                #expect(reply["Retry-After"] == "1")
            }
        }

        @Test(arguments: [(0, 1), (10, 1), (100, 1), (101, 2), (1000, 10), (1_000_000, 60)])
        func tellsWhenTheQueueWillHaveDrained(_ queued: Int, _ seconds: Int) {
            let logger = Logger(label: "test")
            let overload = Overload(logger: logger, repliesPerSecond: 100)
            #expect(overload.secondsToDrain(queued) == seconds)
            #expect(Overload(logger: logger).secondsToDrain(queued) == 1, "the rate is not known")
        }
    }
}
