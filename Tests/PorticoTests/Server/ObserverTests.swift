// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Logging
import PorticoPool
import TestSupport
import Testing

@testable import Portico

/// Keeps what it is told.
private final class Notebook: ExchangeObserver {
    let records = Journal<ExchangeRecord>()
    let lost = Journal<Int>()
    let looks = Journal<ServerStatistics>()
    let hasEnded = Gate()
    private let gate: Gate?
    let statisticsInterval: Duration?

    init(until gate: Gate? = nil, statisticsInterval: Duration? = nil) {
        self.gate = gate
        self.statisticsInterval = statisticsInterval
    }

    func exchangesDidEnd(_ records: [ExchangeRecord]) {
        gate?.wait()
        for record in records { self.records.write(record) }
    }
    func look(at statistics: ServerStatistics) { looks.write(statistics) }
    func recordsWereLost(_ count: Int) { lost.write(count) }
    func serverDidEnd() { hasEnded.open() }
}

extension ServerTests {
    @Suite struct ObserverTests {
        private func makeRouter() -> Router {
            var router = Router()
            router.get("/users/:id") { _, _ in "ok" }
            router.get("/async/**") { _, _ in
                await Task.yield()
                return "ok"
            }
            router.get("/health", runsOn: .loop) { _, _ in "ok" }
            router.get("/stream") { _, _ in
                Response(
                    body: ResponseBody(contentType: "text/plain") { writer in
                        try writer.write("ab")
                        try writer.write("cd")
                    })
            }
            router.group("/api") { api in
                api.add(middleware: RequestIDMiddleware())
                api.get("/:what") { _, _ -> String in throw HTTPError(.gone) }
            }
            return router
        }

        private static let paths = [
            "/users/7?x=1", "/async/a/b", "/health", "/stream", "/api/v", "/nowhere",
        ]

        private static func request(_ path: String) -> String {
            Site.request("GET", path, ["Connection: close"])
        }

        @Test(arguments: [TestEngine.pool, .inline, .dispatchQueue])
        func knowsEachRequestItsRouteAndItsReply(_ engine: TestEngine) async throws {
            let notebook = Notebook()
            var replies: [[UInt8]] = []
            var port = 0
            try await withServer(
                engine, configure: { $0.observers = [notebook] }, handler: Handler(makeRouter())
            ) { test in
                port = test.port
                for path in Self.paths {
                    let connection = try test.connect()
                    try connection.send(Self.request(path))
                    replies.append(try connection.readToEnd())
                }
            }
            #expect(notebook.hasEnded.isOpen)
            let records = notebook.records.entries
            #expect(records.map(\.target) == Self.paths)
            #expect(
                records.map(\.route) == [
                    "/users/:id", "/async/**", "/health", "/stream", "/api/:what", nil,
                ])
            #expect(records.map(\.status) == [200, 200, 200, 200, 410, 404])
            for (record, reply) in zip(records, replies) {
                let target = record.target ?? ""
                #expect(record.method == .get && record.minorVersion == 1)
                #expect(record.requestBytes == Self.request(target).utf8.count)
                #expect(record.replyBytes == reply.count)
                let text = String(decoding: reply, as: UTF8.self)
                let head = try #require(text.firstRange(of: "\r\n\r\n"))
                #expect(record.bodyBytes == text[head.upperBound...].utf8.count)
                #expect(record.isComplete && record.reject == nil)
                let parts = try (#require(record.queueWait), #require(record.runTime))
                #expect(parts.0 >= .zero && parts.1 > .zero)
                #expect(parts.0 <= record.duration)
                #expect(record.remoteAddress?.host == "127.0.0.1")
                #expect(record.remoteAddress?.port != port)
            }
            #expect(Set(records.map(\.requestID)).count == records.count)
        }

        @Test func knowsRequestsThatNoHandlerSees() async throws {
            let notebook = Notebook()
            try await withServer(
                configure: {
                    $0.observers = [notebook]
                    $0.limits.maxBodyBytes = 2
                }, handler: Site.handler
            ) { test in
                for text in [
                    "GET / HTTP/1.1\r\n\r\n",
                    Site.request("POST", "/echo", ["Content-Length: 3"], body: "abc"),
                    Site.request(
                        "POST", "/echo", ["Transfer-Encoding: chunked"], body: "zz\r\n"),
                ] {
                    let connection = try test.connect()
                    try connection.send(text)
                    _ = try connection.readToEnd()
                }
            }
            let records = notebook.records.entries
            #expect(records.map(\.status) == [400, 413, 400])
            #expect(records.map(\.target) == [nil, nil, "/echo"])
            #expect(records.map(\.reject) == [.notAcceptable, .notAcceptable, .notAcceptable])
            #expect(records.map(\.queueWait) == [nil, nil, nil])
            #expect(records.map(\.duration) == [.zero, .zero, .zero])
        }

        @Test func knowsAReplyThatItsClientDidNotTake() async throws {
            let notebook = Notebook()
            let body = [UInt8](repeating: 0, count: 16 << 20)
            try await withServer(
                configure: { $0.observers = [notebook] }, handler: Handler { _, _ in body }
            ) { test in
                let slow = try test.connect(receiveBufferBytes: 4096)
                try slow.send(Site.request("GET", "/"))
                #expect(eventually { test.server.statistics.connections.sending == 1 })
                slow.close()
                #expect(eventually { test.server.statistics.connections.open == 0 })
            }
            let record = try #require(notebook.records.entries.first)
            #expect(!record.isComplete)
            #expect(record.bodyBytes > 0 && record.bodyBytes < body.count)
        }

        @Test func looksAtTheStatisticsAtFirstAndAtTheEnd() async throws {
            let notebook = Notebook(statisticsInterval: .seconds(3600))
            try await withServer(
                configure: { $0.observers = [notebook] }, handler: Site.handler
            ) { test in
                #expect(eventually { notebook.looks.entries.count == 1 })
                _ = try test.get("/")
            }
            #expect(notebook.looks.entries.map(\.requests.successful) == [0, 1])
        }

        @Test func holdsUpNoRequestForAnObserverThatIsStuck() async throws {
            let (release, other) = (Gate(), Notebook())
            let stuck = Notebook(until: release)
            defer { release.open() }
            try await withServer(
                configure: { $0.observers = [stuck, other] }, handler: Site.handler
            ) { test in
                let connection = try test.connect()
                for _ in 1...3 {
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().status == 200)
                }
                #expect(eventually { other.records.entries.count == 3 })
                #expect(stuck.records.entries.isEmpty)
                connection.close()
                release.open()
            }
            #expect(stuck.records.entries.count == 3)
        }

        @Test func tellsAnObserverHowManyRecordsItHasLost() async throws {
            let first = Notebook()
            try await withServer(
                configure: { $0.observers = [first] }, handler: Site.handler
            ) { test in _ = try test.get("/") }
            let record = try #require(first.records.entries.first)
            let (gate, other) = (Gate(), Notebook())
            let slow = Notebook(until: gate)
            let threads = try ObserverThreads(
                [slow, other], Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                capacity: 10
            ) { ServerStatistics() }
            for _ in 1...100 { threads.put(record) }
            gate.open()
            await blocking { threads.end() }
            #expect(slow.hasEnded.isOpen && other.hasEnded.isOpen)
            let lost = slow.lost.entries.reduce(0, +)
            // Ten with the observer, ten that wait, ten that were taken before it got stuck.
            #expect(lost >= 70)
            #expect(slow.records.entries.count + lost == 100)
        }
    }
}
