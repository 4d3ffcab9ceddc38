// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

extension ServerTests {
    @Suite struct StatisticsTests {
        private func makeRouter() -> Router {
            var router = Router()
            router.get("/ok") { _, _ in "ok" }
            router.get("/moved") { _, _ in Response(status: .found, headers: [.location: "/ok"]) }
            router.get("/fails") { _, _ -> String in throw CancellationError() }
            return router
        }

        @Test(arguments: [TestEngine.poolWithTwoLoops, .inline])
        func countsRequestsByTheirStatusAndTheBytesOfAll(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Handler(makeRouter())) { test in
                var (sent, read) = (0, 0)
                for path in ["/ok", "/ok", "/moved", "/nowhere", "/fails"] {
                    let request = "GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    let connection = try test.connect()
                    try connection.send(request)
                    sent += request.utf8.count
                    read += try connection.readToEnd().count
                }
                let refused = try test.connect()
                try refused.send("GET / HTTP/1.1\r\n\r\n")
                sent += 18
                read += try refused.readToEnd().count
                refused.close()
                try test.end()
                let statistics = test.server.statistics
                let requests = statistics.requests
                #expect(requests.successful == 2)
                #expect(requests.redirected == 1)
                #expect(requests.clientErrors == 2)
                #expect(requests.serverErrors == 1)
                #expect(requests.received == 6)
                #expect((requests.open, requests.unanswered) == (0, 0))
                #expect(statistics.rejects == [.notAcceptable: 1])
                #expect((statistics.bytesReceived, statistics.bytesSent) == (sent, read))
                #expect((statistics.connections.accepted, statistics.connections.open) == (6, 0))
            }
        }

        @Test func namesWhatWaitsRunsAndIsRejected() async throws {
            let (isRunning, release) = (Gate(), Gate())
            let handler = Handler { _, _ in
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
                try running.send(Site.request("GET", "/"))
                #expect(isRunning.wait())
                let queued = try (1...2).map { _ in try test.connect() }
                for connection in queued { try connection.send(Site.request("GET", "/")) }
                try test.waitForLoop()
                let refused = try test.connect()
                try refused.send(Site.request("GET", "/"))
                #expect(try refused.readResponse().status == 503)
                try test.waitForLoop()
                #expect(eventually { test.server.statistics.requests.open == 3 })
                let statistics = test.server.statistics
                #expect(statistics.rejects == [.queueFull: 1, .notAcceptable: 2])
                #expect(statistics.handlers.calls == 3)
                #expect(statistics.handlers.queued == 2)
                #expect((statistics.handlers.workers, statistics.handlers.busyWorkers) == (1, 1))
                #expect(statistics.connections.waiting == 3)
                #expect(statistics.connections.reading == 1)
                release.open()
                for connection in queued + [running] {
                    #expect(try connection.readResponse().text == "ok")
                }
            }
        }

        @Test func countsAReplyThatIsNotReadAsBeingSent() async throws {
            let body = [UInt8](repeating: 0, count: 16 << 20)
            try await withServer(handler: Handler { _, _ in body }) { test in
                let slow = try test.connect(receiveBufferBytes: 4096)
                try slow.send(Site.request("GET", "/"))
                #expect(eventually { test.server.statistics.connections.sending == 1 })
                #expect(test.server.statistics.connections.open == 1)
                #expect(test.server.statistics.bytesSent < body.count)
                slow.close()
                #expect(eventually { test.server.statistics.connections.open == 0 })
                let statistics = test.server.statistics
                #expect((statistics.connections.sending, statistics.requests.successful) == (0, 1))
            }
        }

        @Test func saysHowLateTheLoopIs() async throws {
            try await withServer(
                configure: { $0.limits.idleTime = .milliseconds(40) }, handler: Site.handler
            ) { test in
                // No timer is exact to the nanosecond.
                #expect(eventually { test.server.statistics.mostLoopLag > .zero })
                let statistics = test.server.statistics
                #expect(statistics.loopLag <= statistics.mostLoopLag)
            }
        }
    }
}
