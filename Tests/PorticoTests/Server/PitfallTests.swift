// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    /// The pitfalls of servers with an event loop in front of a thread pool: a test for each.
    struct PitfallTests {
        /// Holds requests for `/held` until the gate opens, and notes every path that it runs.
        private static func holding(
            _ entered: Gate, until released: Gate, _ journal: Journal<String> = Journal<String>()
        ) -> Handler {
            Handler { request, _ in
                journal.write(request.path)
                if request.path == "/held" {
                    entered.open()
                    released.wait()
                }
                return request.path
            }
        }

        // 1. A reply that is posted when the loop has ended is lost.
        @Test(arguments: TestEngine.threaded)
        func losesNoReplyThatIsPostedWhileTheServerEnds(_ engine: TestEngine) async throws {
            // From at once to long after an idle connection would have been closed.
            for milliseconds: Int32 in [0, 1, 2, 5, 10, 20, 50, 200] {
                let (entered, released) = (Gate(), Gate())
                try await withServer(engine, handler: Self.holding(entered, until: released)) {
                    test in
                    let connection = try test.connect()
                    try connection.send(Site.request("GET", "/held"))
                    try #require(entered.wait())
                    test.server.shutdown()
                    #expect(connection.isSilent(forMilliseconds: milliseconds))
                    released.open()
                    #expect(try connection.readResponse().text == "/held")
                }
            }
        }

        // 2. Ending the loop cuts off replies that are being written.
        @Test(arguments: TestEngine.allCases)
        func writesRepliesToTheirEndWhileTheServerEnds(_ engine: TestEngine) async throws {
            let body = Pattern.bytes(5_000_000)
            try await withServer(engine, handler: Handler { _, _ in body }) { test in
                let partial = try test.connect()
                try partial.send("GET / HTTP/1.1\r\n")
                let connection = try test.connect(receiveBufferBytes: 4096)
                try connection.send(Site.request("GET", "/"))
                let first = try connection.read(upTo: 1)
                test.server.shutdown()
                // Meanwhile nothing is read, for longer than an idle connection would be kept.
                #expect(partial.isSilent(forMilliseconds: 300))
                partial.close()
                let all = try first + connection.readToEnd()
                let isIntact = all.suffix(body.count) == body[...]
                #expect(isIntact)
            }
        }

        // 3. Idle connections keep the server from ending. 4. So do clients that left, where only
        // completed replies are counted.
        @Test(arguments: TestEngine.allCases, Departure.allCases)
        func endsThoughConnectionsAreIdleOrWereLeft(
            _ engine: TestEngine, _ departure: Departure
        ) async throws {
            let handler = Handler { _, _ in Pattern.bytes(5_000_000) }
            try await withServer(
                // Not the deadline is to end them.
                engine, configure: { $0.drainDeadline = .seconds(120) }, handler: handler
            ) { test in
                let (idle, leaving) = (
                    try test.connect(), try test.connect(receiveBufferBytes: 4096)
                )
                try idle.send(Site.request("GET", "/"))
                #expect(try idle.readResponse().body.count == 5_000_000)
                try leaving.send(Site.request("GET", "/"))
                _ = try leaving.read(upTo: 1)
                departure.leave(leaving)
                try test.end()
                #expect(idle.isClosed)
            }
        }

        // 5. A request that is known by its address: the next one on that address gets its reply.
        // 6. `closecb` is one per connection, not one per request.
        @Test(arguments: TestEngine.threaded)
        func givesNobodyTheReplyOfAClientThatLeft(_ engine: TestEngine) async throws {
            let (entered, released) = ([Gate(), Gate()], Gate())
            let (nextEntered, nextReleased) = (Gate(arrivals: 2), Gate())
            let handler = Handler { request, _ in
                if request.path.hasPrefix("/held/"), let number = Int(request.path.suffix(1)) {
                    entered[number].open()
                    released.wait()
                }
                if request.path.hasPrefix("/next/") {
                    nextEntered.open()
                    nextReleased.wait()
                }
                return request.path
            }
            try await withServer(engine, handler: handler) { test in
                for number in 0...1 {
                    let leaving = try test.connect()
                    try leaving.send(Site.request("GET", "/first"))
                    #expect(try leaving.readResponse().text == "/first")
                    try leaving.send(Site.request("GET", "/held/\(number)"))
                    // Of a client that leaves before, the handler would not run.
                    try #require(entered[number].wait())
                    leaving.reset()
                }
                // Their descriptors are free now, and used again.
                let next = try (1...2).map { _ in try test.connect() }
                for (number, connection) in next.enumerated() {
                    try connection.send(Site.request("GET", "/next/\(number)"))
                }
                // They wait for replies when those of the others come.
                try #require(nextEntered.wait())
                released.open()
                for connection in next { #expect(connection.isSilent(forMilliseconds: 50)) }
                nextReleased.open()
                for (number, connection) in next.enumerated() {
                    #expect(try connection.readResponse().text == "/next/\(number)")
                }
            }
        }

        // 7. A full queue is answered with 500 and no advice. 10. Each such answer writes a line to the
        // log, on the loop.
        @Test func answersAFullQueueWithAdviceAndFewWordsInTheLog() async throws {
            let (entered, released, log) = (Gate(), Gate(), LogBook())
            try await withServer(
                logger: log.logger,
                configure: {
                    $0.engine = .pool(workers: 1)
                    $0.limits.maxQueuedRequests = 1
                }, handler: Self.holding(entered, until: released)
            ) { test in
                let (running, queued) = (try test.connect(), try test.connect())
                try running.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                try queued.send(Site.request("GET", "/queued"))
                try test.waitForLoop()
                for _ in 1...50 {
                    let reply = try test.get("/refused")
                    #expect(reply.status == 503)
                    #expect(Int(reply["Retry-After"] ?? "") ?? 0 >= 1)
                }
                released.open()
                #expect(try running.readResponse().text == "/held")
                #expect(try queued.readResponse().text == "/queued")
            }
            let lines = log.entries.filter { $0.message == "the queue is full" }
            #expect((1...25).contains(lines.count), "one a second, not one each")
        }

        // 8. Workers are detached, and run on while the process ends.
        @Test func waitsForItsWorkers() async throws {
            let (entered, released, journal) = (Gate(), Gate(), Journal<String>())
            let handler = Handler { _, context in
                entered.open()
                released.wait()
                // The client has its answer already when this is noted, or nobody has.
                defer { journal.write("returned") }
                return "ok"
            }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                try #require(entered.wait())
                connection.reset()
                test.server.shutdown()
                let stopped = Gate()
                let server = test.server
                Thread.detachNewThread {
                    server.waitUntilStopped()
                    stopped.open()
                }
                #expect(!stopped.wait(atMost: 0.3))
                released.open()
                try #require(stopped.wait())
                #expect(journal.entries == ["returned"])
            }
        }

        // 9. Descriptors run out: see `DescriptorFaultTests`.

        // 11. A request that comes during the shutdown is lost.
        @Test(arguments: TestEngine.allCases)
        func answersWhatWasSentBeforeTheShutdown(_ engine: TestEngine) async throws {
            for _ in 1...10 {
                try await withServer(engine, handler: Site.handler) { test in
                    let connections = try (1...20).map { _ in try test.connect() }
                    for connection in connections { try connection.send(Site.request("GET", "/")) }
                    test.server.shutdown()
                    for connection in connections {
                        #expect(try connection.readResponse().text == "hello\n")
                    }
                }
            }
        }

        // 12. A handler that never returns: the server hangs, and nobody knows where.
        @Test func namesAHandlerThatNeverReturnsAndEnds() async throws {
            let (entered, released, log) = (Gate(), Gate(), LogBook())
            try await withServer(
                logger: log.logger, configure: { $0.drainDeadline = .milliseconds(50) },
                handler: Self.holding(entered, until: released)
            ) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                try test.end()
                #expect(try connection.readResponse().status == 503)
                released.open()
            }
            let entry = try #require(log.entries.first { $0.metadata["route"] == "GET /held" })
            #expect(entry.metadata["request-id"]?.isEmpty == false)
            #expect(entry.metadata["age"]?.hasSuffix(" s") == true)
            #expect(entry.metadata["client"]?.hasPrefix("127.0.0.1:") == true)
        }

        // 13. A connection that is kept alive has its next request run before those that wait.
        @Test func queuesTheNextRequestOfAConnectionBehindAllThatWait() async throws {
            let (entered, released, journal) = (Gate(), Gate(), Journal<String>())
            try await withServer(
                configure: { $0.engine = .pool(workers: 1) },
                handler: Self.holding(entered, until: released, journal)
            ) { test in
                let (greedy, patient) = (try test.connect(), try test.connect())
                try greedy.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                try greedy.send(Site.request("GET", "/greedy/1") + Site.request("GET", "/greedy/2"))
                try patient.send(Site.request("GET", "/patient"))
                try test.waitForLoop()
                released.open()
                #expect(try patient.readResponse().text == "/patient")
                for path in ["/held", "/greedy/1", "/greedy/2"] {
                    #expect(try greedy.readResponse().text == path)
                }
            }
            #expect(journal.entries == ["/held", "/patient", "/greedy/1", "/greedy/2"])
        }

        // 14. After an overload, requests are run whose clients have left.
        @Test(arguments: TestEngine.withFourWorkers)
        func neverRunsTheRequestsOfClientsThatLeft(_ engine: TestEngine) async throws {
            let (entered, released, journal) = (Gate(arrivals: 4), Gate(), Journal<String>())
            try await withServer(
                engine, handler: Self.holding(entered, until: released, journal)
            ) { test in
                let holders = try (1...4).map { _ in try test.connect() }
                for holder in holders { try holder.send(Site.request("GET", "/held")) }
                try #require(entered.wait())
                let dead = try (1...50).map { _ in try test.connect() }
                for connection in dead { try connection.send(Site.request("GET", "/dead")) }
                try test.waitForLoop()
                for connection in dead { connection.reset() }
                try test.waitForLoop()
                released.open()
                for holder in holders { #expect(try holder.readResponse().text == "/held") }
                #expect(try test.get("/alive").text == "/alive")
            }
            #expect(!journal.entries.contains("/dead"))
        }

        // 15. A client that reads or sends slowly keeps a Worker from others.
        @Test func givesNoWorkerToASlowClient() async throws {
            let body = Pattern.bytes(5_000_000)
            let handler = Handler { request, _ -> [UInt8] in
                request.path == "/large" ? body : Array("ok".utf8)
            }
            try await withServer(configure: { $0.engine = .pool(workers: 1) }, handler: handler) {
                test in
                let slowReader = try test.connect(receiveBufferBytes: 4096)
                try slowReader.send(Site.request("GET", "/large"))
                _ = try slowReader.read(upTo: 1)
                let slowSender = try test.connect()
                try slowSender.send(Site.request("POST", "/", ["Content-Length: 3"], body: "12"))
                for _ in 1...10 { #expect(try test.get("/").text == "ok") }
                try slowSender.send("3")
                #expect(try slowSender.readResponse().text == "ok")
            }
        }

        // 16. A byte that comes while the reply is pending ends the process, in evhttp.
        @Test(arguments: TestEngine.threaded)
        func survivesBytesThatComeWhileAReplyIsPending(_ engine: TestEngine) async throws {
            let (entered, released) = (Gate(), Gate())
            try await withServer(engine, handler: Self.holding(entered, until: released)) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/held"))
                try #require(entered.wait())
                let next = Site.request("GET", "/next")
                for byte in next.utf8.dropLast() {
                    try connection.send([byte])
                    try test.waitForLoop()
                }
                let before = ProcessorTime.now
                #expect(connection.isSilent(forMilliseconds: 500))
                let used = ProcessorTime.now - before
                #expect(used < .milliseconds(250), "half a second of waiting took \(used)")
                released.open()
                #expect(try connection.readResponse().text == "/held")
                try connection.send(Array(next.utf8.suffix(1)))
                #expect(try connection.readResponse().text == "/next")
            }
        }
    }
}
