// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import NIOCore
import PorticoHummingbird
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct ApplicationTests {
    @Test func runsWithItsServicesAndWhatComesBefore() async throws {
        let events = Events()
        let (ports, listening) = AsyncStream<Int>.makeStream()
        let router = Router()
        router.get("/") { _, _ in events.all.joined(separator: " ") }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        var application = Application(
            router: router, configuration: .init(serverName: "bird"),
            services: [Recorder(events: events)],
            onServerRunning: { listening.yield($0.localAddress?.port ?? 0) }, logger: logger)
        application.beforeServerStarts { events.add("before") }
        let app = application
        try await withThrowingTaskGroup { group in
            group.addTask {
                var configuration = Configuration(address: .hostname("127.0.0.1", port: 0))
                configuration.engine = .pool(workers: 2)
                try await app.runService(portico: configuration, gracefulShutdownSignals: [])
            }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            try await blocking {
                let reply = try ask(port, "GET /")
                #expect(reply.text.contains("before"))
                #expect(eventually { events.all.contains("begun") })
                #expect(reply["Server"] == "bird")
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(events.all.last == "ended")
    }
}

/// What happened, in its order.
final class Events: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
}

/// A service that waits for its end.
struct Recorder: Service {
    let events: Events

    func run() async throws {
        events.add("begun")
        try? await gracefulShutdown()
        events.add("ended")
    }
}
