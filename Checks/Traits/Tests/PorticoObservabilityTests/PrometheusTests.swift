// SPDX-License-Identifier: Apache-2.0
import CoreMetrics
import Foundation
import HTTPTypes
import Portico
import PorticoObservability
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct PrometheusTests {
    /// A registry in which everything was measured that there is, with all that is to be escaped.
    private func makeRegistry() -> PrometheusRegistry {
        let registry = PrometheusRegistry(buckets: [0.25, 1])
        let labels = [("http.route", "/a\"b\\c\nd"), ("le", "x"), ("__name__", "y")]
        let counter = Counter(label: "demo.requests", dimensions: labels, factory: registry)
        counter.increment(by: 3)
        FloatingPointCounter(label: "demo.sum", factory: registry).increment(by: 0.75)
        Meter(label: "demo.now", factory: registry).set(-1.5)
        Gauge(label: "demo.last", factory: registry).record(7)
        let timer = CoreMetrics.Timer(label: "demo.duration", factory: registry)
        for milliseconds in [100, 250, 251, 5000] {
            timer.recordNanoseconds(Int64(milliseconds) * 1_000_000)
        }
        Recorder(label: "9demo-sizes", factory: registry).record(0.5)
        registry.describe("demo.now", "What is now,\nand \\ then.")
        return registry
    }

    @Test func writesTheTextFormat() {
        #expect(
            makeRegistry().text == #"""
                # HELP _9demo_sizes 9demo-sizes
                # TYPE _9demo_sizes histogram
                _9demo_sizes_bucket{le="0.25"} 0
                _9demo_sizes_bucket{le="1"} 1
                _9demo_sizes_bucket{le="+Inf"} 1
                _9demo_sizes_sum 0.5
                _9demo_sizes_count 1
                # HELP demo_duration_seconds demo.duration
                # TYPE demo_duration_seconds histogram
                demo_duration_seconds_bucket{le="0.25"} 2
                demo_duration_seconds_bucket{le="1"} 3
                demo_duration_seconds_bucket{le="+Inf"} 4
                demo_duration_seconds_sum 5.601
                demo_duration_seconds_count 4
                # HELP demo_last demo.last
                # TYPE demo_last gauge
                demo_last 7
                # HELP demo_now What is now,\nand \\ then.
                # TYPE demo_now gauge
                demo_now -1.5
                # HELP demo_requests_total demo.requests
                # TYPE demo_requests_total counter
                demo_requests_total{_le="x",http_route="/a\"b\\c\nd",label__name__="y"} 3
                # HELP demo_sum_total demo.sum
                # TYPE demo_sum_total counter
                demo_sum_total 0.75

                """#)
    }

    @Test func showsASeriesOnceAndNoMoreWhenItIsDestroyed() {
        let registry = PrometheusRegistry()
        let counters = (1...2).map { _ in Counter(label: "demo.requests", factory: registry) }
        for counter in counters { counter.increment() }
        #expect(registry.text.hasSuffix("\ndemo_requests_total 2\n"))
        counters[0].destroy()
        #expect(registry.text.isEmpty)
    }

    @Test func keepsKindsOfOneNameApart() {
        let registry = PrometheusRegistry()
        Meter(label: "demo", factory: registry).set(1)
        Recorder(label: "demo", factory: registry).record(1)
        #expect(registry.text.contains("\ndemo 1\n"))
        #expect(registry.text.contains("\ndemo_histogram_count 1\n"))
    }

    @Test func isAcceptedByPromtool() async throws {
        let path = "/usr/bin/promtool"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            print("skipped: there is no promtool; it is in the package prometheus")
            return
        }
        let registry = makeRegistry()
        let metrics = ServerMetrics(factory: registry)
        var router = Router()
        router.get("/users/:id") { _, _ in "ok" }
        try await withServer([metrics], router: router) { _, port in
            try get("/users/1", port)
            try get("/nowhere", port)
            try exchange(
                port, Array("BREW /users/2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
            try exchange(port, Array("GET / HTTP/1.1\r\n\r\n".utf8))
        }
        #expect(try await blocking { try Self.check(registry.text, path) } == "")
    }

    /// What promtool says of `text`.
    private static func check(_ text: String, _ path: String) throws -> String {
        let (tool, input, output) = (Process(), Pipe(), Pipe())
        tool.executableURL = URL(fileURLWithPath: path)
        tool.arguments = ["check", "metrics"]
        (tool.standardInput, tool.standardOutput, tool.standardError) = (input, output, output)
        try tool.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        tool.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }
}
