// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// What a load balancer asks, and who answers it.
    struct HealthTests {
        private static func health(_ context: Context) -> Response {
            let thread = context.workerID == nil ? "loop" : "worker"
            return Response(
                status: context.isReady ? .ok : .serviceUnavailable,
                body: ResponseBody("\(thread)\n"))
        }

        @Test(arguments: TestEngine.withFourWorkers)
        func isAnsweredOnTheLoopWhileEveryWorkerIsBusy(_ engine: TestEngine) async throws {
            let (entered, released) = (Gate(arrivals: 4), Gate())
            var router = Router()
            router.get("/held") { _, _ in
                entered.open()
                released.wait()
                return "held"
            }
            router.get("/health", runsOn: .loop) { _, context in Self.health(context) }
            router.get("/slow-health") { _, context in Self.health(context) }
            try await withServer(engine, handler: Handler(router)) { test in
                defer { released.open() }
                let busy = try (1...4).map { _ in try test.connect() }
                for client in busy { try client.send(Site.request("GET", "/held")) }
                try #require(entered.wait())
                let waiting = try test.connect()
                try waiting.send(Site.request("GET", "/slow-health"))
                for _ in 1...20 {
                    let reply = try test.get("/health")
                    #expect(reply.status == 200)
                    #expect(reply.text == "loop\n")
                }
                let head = try test.connect()
                try head.send(Site.request("HEAD", "/health?x"))
                #expect(try head.readResponse(toHead: true).status == 200)
                #expect(waiting.isSilent())
                released.open()
                #expect(try waiting.readResponse().text == "worker\n")
                for client in busy { #expect(try client.readResponse().text == "held") }
            }
        }

        @Test func knowsThatTheServerHasBeenToldToEnd() async throws {
            var router = Router()
            router.get("/health", runsOn: .loop) { _, context in Self.health(context) }
            router.get("/slow-health") { _, context in Self.health(context) }
            try await withServer(
                configure: { $0.drainDelay = .seconds(2) }, handler: Handler(router)
            ) { test in
                for path in ["/health", "/slow-health"] {
                    #expect(try test.get(path).status == 200)
                }
                test.server.shutdown()
                #expect(!test.server.isReady)
                for path in ["/health", "/slow-health"] {
                    #expect(try test.get(path).status == 503)
                }
                try test.end()
            }
        }

        @Test func leavesARouteThatIsMoreExactToTheWorkers() async throws {
            var router = Router()
            router.get("/:name", runsOn: .loop) { _, context in Self.health(context) }
            router.get("/exact") { _, context in Self.health(context) }
            router.on(.post, "/:name") { _, context in Self.health(context) }
            try await withServer(handler: Handler(router)) { test in
                #expect(try test.get("/other").text == "loop\n")
                #expect(try test.get("/exact").text == "worker\n")
                #expect(try test.get("/a/b").status == 404)
                let connection = try test.connect()
                try connection.send(Site.request("POST", "/x", ["Content-Length: 0"]))
                #expect(try connection.readResponse().text == "worker\n")
                try connection.send(Site.request("DELETE", "/x"))
                #expect(try connection.readResponse().status == 405)
            }
        }

        @Test func mayFailLikeAnyOther() async throws {
            struct Failure: Error {}
            var router = Router()
            router.get("/health", runsOn: .loop) { _, _ -> String in throw Failure() }
            try await withServer(handler: Handler(router)) { test in
                #expect(try test.get("/health").status == 500)
                #expect(try test.get("/health").status == 500)
                try test.end()
            }
        }

        @Test func isReadyWithoutAServerUnlessToldOtherwise() {
            #expect(Context().isReady)
            #expect(!Context(isReady: false).isReady)
        }
    }
}
