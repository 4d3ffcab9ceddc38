// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// What has waited too long is answered when its time is up, not when a Worker is free.
    struct QueueWaitTests {
        @Test(arguments: TestEngine.withFourWorkers)
        func answers503ThoughNoWorkerIsFree(_ engine: TestEngine) async throws {
            let (entered, released, journal) = (Gate(arrivals: 4), Gate(), Journal<String>())
            let log = LogBook()
            let handler = Handler { request, _ in
                journal.write(request.path)
                if request.path == "/held" {
                    entered.open()
                    released.wait()
                }
                return "ok"
            }
            try await withServer(
                engine, logger: log.logger,
                configure: { $0.limits.maxQueueWait = .milliseconds(100) }, handler: handler
            ) { test in
                defer { released.open() }
                let running = try (1...4).map { _ in try test.connect() }
                for connection in running { try connection.send(Site.request("GET", "/held")) }
                try #require(entered.wait())
                let queued = try (1...5).map { _ in try test.connect() }
                for connection in queued { try connection.send(Site.request("GET", "/queued")) }
                for connection in queued {
                    let reply = try connection.readResponse()
                    #expect(reply.status == 503)
                    #expect(reply["Retry-After"] != nil)
                    #expect(reply.text.contains("waited too long"))
                }
                released.open()
                for connection in running { #expect(try connection.readResponse().text == "ok") }
                // The jobs of those that were answered do not run any more.
                #expect(try test.get("/after").text == "ok")
            }
            #expect(journal.entries == ["/held", "/held", "/held", "/held", "/after"])
            #expect(log.entries.contains { $0.text.contains("waited too long") })
            #expect(!log.entries.contains { $0.text.contains("the queue is full") })
        }

        @Test func answersAHandlerThatCallsItsOwnServer() async throws {
            let box = Port()
            let handler = Handler { request, _ in
                guard request.path == "/outer" else { return "inner" }
                let connection = try RawConnection(port: box.value)
                try connection.send(Site.request("GET", "/inner"))
                return "inner said \(try connection.readResponse().status)"
            }
            try await withServer(
                configure: {
                    $0.engine = .pool(workers: 1)
                    $0.limits.maxQueueWait = .milliseconds(100)
                }, handler: handler
            ) { test in
                box.value = test.port
                let replies = [try test.get("/outer"), try test.get("/other")]
                #expect(replies.map(\.text) == ["inner said 503", "inner"])
            }
        }
    }
}
