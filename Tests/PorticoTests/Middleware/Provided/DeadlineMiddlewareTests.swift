// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

@Suite(.serialized, .endsWithin(minutes: 1)) struct DeadlineMiddlewareTests {
    @Test(arguments: [TestEngine.pool, .dispatchQueue])
    func answers503ForTheGroupThatItIsIn(_ engine: TestEngine) async throws {
        let (stopped, cancelled, released) = (Gate(), Gate(), Gate())
        var router = Router()
        router.group("/slow") { slow in
            slow.add(middleware: DeadlineMiddleware(.milliseconds(20)))
            slow.get("/plain") { _, context in
                if eventually({ context.isClientGone }) { stopped.open() }
                return "nobody reads this"
            }
            slow.get("/async") { _, _ in
                await Self.untilCancelled()
                cancelled.open()
                return "nobody reads this"
            }
        }
        router.group { patient in
            patient.add(middleware: DeadlineMiddleware(.seconds(60)))
            patient.get("/fast") { _, _ in "in time" }
        }
        router.get("/free") { _, _ in
            released.wait()
            return "at last"
        }
        let log = LogBook()
        try await withServer(
            engine, logger: log.logger,
            // How often the loop looks is a quarter of the shortest time.
            configure: { $0.limits.writeStallTime = .milliseconds(40) }, handler: Handler(router)
        ) { test in
            let free = try test.connect()
            try free.send(Site.request("GET", "/free"))
            for path in ["/slow/plain", "/slow/async"] {
                let reply = try test.get(path)
                #expect(reply.status == 503)
                #expect(reply.text.contains("the answer took too long to make"))
            }
            #expect(stopped.wait())
            #expect(cancelled.wait())
            #expect(try test.get("/fast").text == "in time")
            released.open()
            #expect(try free.readResponse().text == "at last")
        }
        #expect(log.entries.compactMap { $0.metadata["target"] } == ["/slow/plain", "/slow/async"])
    }

    @Test(arguments: [
        Duration.nanoseconds(1), .seconds(9_223_372_036) + .milliseconds(900), .seconds(Int64.max),
    ])
    func takesAnyDeadline(_ deadline: Duration) {
        var (request, context) = (Request(target: "/"), Context())
        guard case .next = DeadlineMiddleware(deadline).receive(&request, &context) else {
            Issue.record("it has answered")
            return
        }
    }

    private static func untilCancelled() async {
        let (stream, end) = AsyncStream<Void>.makeStream()
        await withTaskCancellationHandler {
            for await _ in stream {}
        } onCancel: {
            end.finish()
        }
    }
}
