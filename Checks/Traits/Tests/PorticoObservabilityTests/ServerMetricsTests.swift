// SPDX-License-Identifier: Apache-2.0
import CoreMetrics
import Portico
import PorticoObservability
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ServerMetricsTests {
    @Test func measuresByRouteAndNeverByWhatClientsInvent() async throws {
        let registry = PrometheusRegistry(buckets: [3600])
        var router = Router()
        router.get("/users/:id") { _, _ in "ok" }
        router.on(.get, "/metrics", handler: registry.handler)
        try await withServer([ServerMetrics(factory: registry)], router: router) { _, port in
            for id in 1...3 { try get("/users/\(id)", port) }
            try get("/nowhere/at/all", port)
            try exchange(
                port, Array("BREW /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
            try exchange(port, Array("GET / HTTP/1.1\r\n\r\n".utf8))
            let page = try get("/metrics", port)
            #expect(page.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
        }
        let text = registry.text
        let duration = "\nhttp_server_request_duration_seconds_count"
        let ok = #"{http_request_method="GET",http_response_status_code="200","#
        #expect(text.contains(duration + ok + #"http_route="/users/:id"} 3"# + "\n"))
        for (method, status) in [("GET", 404), ("_OTHER", 404), ("_OTHER", 400)] {
            let labels =
                #"{http_request_method="\#(method)",http_response_status_code="\#(status)"} 1"#
            #expect(text.contains(duration + labels + "\n"), "\(text)")
        }
        #expect(
            text.contains(#"portico_request_run_time_seconds_count{http_route="/users/:id"} 3"#))
        #expect(
            text.contains(#"portico_requests_rejected_total{reason="not_acceptable"} 1"# + "\n"))
        #expect(text.contains(#"portico_requests_rejected_total{reason="queue_full"} 0"# + "\n"))
        #expect(text.contains("\nportico_connections_accepted_total 7\n"))
        #expect(text.contains("\nhttp_server_active_requests 0\n"))
        #expect(!text.contains("nowhere") && !text.contains("BREW"))
    }
}
