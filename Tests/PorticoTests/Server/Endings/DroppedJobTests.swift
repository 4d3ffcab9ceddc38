// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    /// Every exchange learns the end of its job, whatever runs the jobs.
    struct DroppedJobTests {
        /// A handler that runs until the gate is open, with a pool of one Worker and room for two.
        private func withPool(
            _ whenFull: ThreadPool.FullQueuePolicy,
            _ body: (TestServer, ThreadPool, _ entered: Gate, _ released: Gate) throws -> Void
        ) async throws {
            var configuration = ThreadPool.Configuration(size: 1)
            configuration.capacity = 2
            configuration.whenFull = whenFull
            let pool = try ThreadPool.build(configuration)
            let (entered, released) = (Gate(), Gate())
            let handler = Handler { _, _ in
                entered.open()
                released.wait()
                return "ok"
            }
            try await withServer(configure: { $0.engine = .executor(pool) }, handler: handler) {
                defer { released.open() }
                try body($0, pool, entered, released)
            }
            await pool.awaitShutdown(.drain)
        }

        @Test func answers503ToARequestWhoseJobWasDisplaced() async throws {
            try await withPool(.dropOldest) { test, _, entered, released in
                let running = try test.connect()
                try running.send(Site.request("GET", "/"))
                try #require(entered.wait())
                var waiting: [RawConnection] = []
                for _ in 1...8 {
                    let connection = try test.connect()
                    try connection.send(Site.request("GET", "/"))
                    try test.waitForLoop()
                    waiting.append(connection)
                }
                for connection in waiting.prefix(6) {
                    let reply = try connection.readResponse()
                    #expect(reply.status == 503)
                    #expect(reply["Retry-After"] != nil)
                    #expect(reply.text.contains("dropped"))
                }
                released.open()
                for connection in [running] + waiting.suffix(2) {
                    #expect(try connection.readResponse().text == "ok")
                }
            }
        }

        @Test func answers503WhenTheExecutorIsShutDown() async throws {
            try await withPool(.reject) { test, pool, entered, released in
                let connections = try (1...3).map { _ in try test.connect() }
                for connection in connections { try connection.send(Site.request("GET", "/")) }
                try #require(entered.wait())
                try test.waitForLoop()
                pool.shutdown(.immediate)
                let late = try test.connect()
                try late.send(Site.request("GET", "/"))
                let reply = try late.readResponse()
                #expect(reply.status == 503)
                #expect(reply.text.contains("shut down"))
                var statuses: [Int] = []
                // The running one is not dropped; it may be any of the three.
                for connection in connections where !connection.isSilent(forMilliseconds: 200) {
                    statuses.append(try connection.readResponse().status)
                }
                #expect(statuses == [503, 503])
                released.open()
            }
        }

        /// It would block the loop, and with it everybody.
        @Test func doesNotStartWithAPoolThatWaitsForRoom() async throws {
            var configuration = ThreadPool.Configuration(size: 1)
            configuration.capacity = 2
            configuration.whenFull = .wait
            let pool = try ThreadPool.build(configuration)
            await blocking {
                let server = StartTests.server(StartTests.configuration(engine: .executor(pool)))
                let error = #expect(throws: ServerError.self) { try server.start() }
                guard case .executorMayBlock = error else {
                    Issue.record("not .executorMayBlock: \(String(describing: error))")
                    return
                }
                #expect(server.address == nil)
            }
            await pool.awaitShutdown(.drain)
        }

        /// An executor that lets go of jobs without a word.
        struct LosingExecutor: JobExecutor {
            func execute(contentsOf jobs: [Job]) {}
        }

        @Test func answers503WhenTheExecutorLosesTheJob() async throws {
            try await withServer(
                configure: { $0.engine = .executor(LosingExecutor()) }, handler: Site.handler
            ) { test in
                for _ in 1...3 {
                    let reply = try test.get("/")
                    #expect(reply.status == 503)
                }
            }
        }

        /// An executor that runs each job twice, which it must not.
        struct StutteringExecutor: JobExecutor {
            func execute(contentsOf jobs: [Job]) {
                for job in jobs + jobs { job.run() }
            }
        }

        @Test func runsAHandlerOnceThoughItsJobIsRunTwice() async throws {
            let journal = Journal<String>()
            let handler = Handler { request, _ in
                journal.write(request.path)
                return "ok"
            }
            try await withServer(
                configure: { $0.engine = .executor(StutteringExecutor()) }, handler: handler
            ) { test in
                let replies = [try test.get("/1"), try test.get("/2")]
                #expect(replies.map(\.text) == ["ok", "ok"])
            }
            #expect(journal.entries == ["/1", "/2"])
        }
    }
}
