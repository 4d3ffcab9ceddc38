// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import PorticoObservability
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct HealthTests {
    @Test func isAnsweredWhileEveryWorkerIsBusyAndSaysWhenItDrains() async throws {
        let (isRunning, release) = (Gate(), Gate())
        var router = Router()
        router.addHealth()
        router.get("/held") { _, _ in
            isRunning.open()
            release.wait()
            return "ok"
        }
        try await withServer(
            router: router,
            configure: {
                $0.engine = .pool(workers: 1)
                $0.limits.maxQueuedRequests = 1
                $0.drainDelay = .milliseconds(1500)
            }
        ) { server, port in
            defer { release.open() }
            let held = try (1...2).map { _ in try RawConnection(port: port) }
            for connection in held {
                try connection.send("GET /held HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(isRunning.wait())
            }
            #expect(try get("/live", port).hasPrefix("HTTP/1.1 200 "))
            let ready = try get("/ready", port)
            #expect(ready.hasPrefix("HTTP/1.1 200 ") && ready.contains("Cache-Control: no-store"))
            server.shutdown()
            #expect(try get("/live", port).hasPrefix("HTTP/1.1 200 "))
            #expect(try get("/ready", port).hasPrefix("HTTP/1.1 503 "))
            release.open()
        }
    }
}
