// SPDX-License-Identifier: Apache-2.0
import Libevent
import Logging
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// Handlers and clients that behave badly, by themselves and together.
    struct HandlerFaultTests {
        @Test(arguments: [TestEngine.pool, .inline])
        func sendsAHundredMegabytes(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: DownloadTests.handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/?100000000"))
                let isIntact = try connection.readResponse().body == Pattern.bytes(100_000_000)
                #expect(isIntact)
                try connection.send(Site.request("GET", "/?3"))
                #expect(try connection.readResponse().body == Pattern.bytes(3))
            }
        }

        /// The kernel reports ECONNRESET or EPIPE at the next write of a reply that is half sent.
        @Test(arguments: TestEngine.allCases)
        func survivesResetsAtAnyPointOfAReply(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: DownloadTests.handler) { test in
                for count in stride(from: 0, to: 200_000, by: 10_000) {
                    let connection = try test.connect(receiveBufferBytes: 4096)
                    try connection.send(Site.request("GET", "/?5000000"))
                    var left = count
                    while left > 0 { left -= try connection.read(upTo: left).count }
                    connection.reset()
                }
                #expect(try test.get("/?3").body == Pattern.bytes(3))
            }
        }

        struct Mishap: Error {}

        @Test(arguments: TestEngine.threaded)
        func answersEverybodyWhileHandlersThrowAndBlock(_ engine: TestEngine) async throws {
            let (entered, released) = (Gate(), Gate())
            let handler = Handler { request, _ in
                switch request.path {
                case "/throws": throw Mishap()
                case "/blocks":
                    entered.open()
                    released.wait()
                default: break
                }
                return "ok"
            }
            try await withServer(engine, handler: handler) { test in
                let blocked = try test.connect()
                try blocked.send(Site.request("GET", "/blocks"))
                try #require(entered.wait())
                for _ in 1...50 {
                    #expect(try test.get("/throws").status == 500)
                    #expect(try test.get("/").text == "ok")
                }
                released.open()
                #expect(try blocked.readResponse().text == "ok")
            }
        }

        /// Nobody can stop it, so nobody waits for it: the handler runs until the test ends.
        @Test func endsThoughAHandlerNeverDoes() async throws {
            let (entered, released, log) = (Gate(), Gate(), LogBook())
            let handler = Handler { _, _ in
                entered.open()
                released.wait(atMost: 60)
                return "nobody reads this"
            }
            try await withServer(
                logger: log.logger, configure: { $0.drainDeadline = .milliseconds(50) },
                handler: handler
            ) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/endless?a"))
                try #require(entered.wait())
                test.server.shutdown()
                #expect(try connection.readResponse().status == 503)
                #expect(connection.isClosed)
                try test.end()
                #expect(!released.isOpen)
                #expect(test.server.figures.exchangesCutOff == 1)
            }
            released.open()
            let lines = log.entries.filter { $0.metadata["route"] == "GET /endless?a" }
            #expect(lines.count == 1)
            #expect(lines.first?.level == .warning)
            #expect(lines.first?.metadata["request-id"] != nil)
        }
    }
}
