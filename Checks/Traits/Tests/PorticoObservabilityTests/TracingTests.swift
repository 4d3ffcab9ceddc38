// SPDX-License-Identifier: Apache-2.0
import InMemoryTracing
import Portico
import PorticoObservability
import TestSupport
import Testing
import Tracing

@Suite(.timeLimit(.minutes(1))) struct TracingTests {
    private func makeRouter(_ tracer: InMemoryTracer) -> Router {
        var router = Router()
        router.add(scope: TracingScope(tracer: tracer))
        router.get("/plain/:id") { _, _ in
            InstrumentationContext.current?.inMemorySpanContext?.traceID ?? "none"
        }
        router.get("/async/:id") { _, _ in
            await Task.yield()
            return InstrumentationContext.current?.inMemorySpanContext?.traceID ?? "none"
        }
        router.get("/fails") { _, _ -> String in throw CancellationError() }
        return router
    }

    @Test(arguments: ["plain", "async"])
    func continuesTheTraceOfTheClientInTheHandler(_ kind: String) async throws {
        let tracer = InMemoryTracer()
        try await withServer(router: makeRouter(tracer)) { _, port in
            let fields = "\(InMemoryTracer.traceIDKey): t-7\r\n\(InMemoryTracer.spanIDKey): s-7\r\n"
            let reply = try get("/\(kind)/1", port, Array(fields.utf8))
            #expect(reply.hasSuffix("\r\n\r\nt-7"), "\(reply)")
        }
        let span = try #require(tracer.finishedSpans.first)
        #expect(tracer.finishedSpans.count == 1 && tracer.activeSpans.isEmpty)
        #expect(span.operationName == "GET /\(kind)/:id")
        #expect((span.traceID, span.parentSpanID) == ("t-7", "s-7"))
        #expect(span.kind == .server)
        #expect(span.attributes.get("http.route") == "/\(kind)/:id")
        #expect(span.attributes.get("url.path") == "/\(kind)/1")
        #expect(span.attributes.get("http.response.status_code") == 200)
    }

    @Test func beginsATraceOfItsOwnAndNamesWhatFailed() async throws {
        let tracer = InMemoryTracer()
        try await withServer(router: makeRouter(tracer)) { _, port in
            try get("/fails", port)
            try get("/nowhere", port)
        }
        let spans = tracer.finishedSpans
        try #require(spans.count == 2)
        #expect(spans[0].operationName == "GET /fails")
        #expect(spans[0].status?.code == .error && spans[0].errors.count == 1)
        #expect(spans[0].parentSpanID == nil)
        #expect(spans[1].operationName == "GET" && spans[1].status == nil)
        #expect(spans[1].attributes.get("http.response.status_code") == 404)
    }
}
