// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

struct LatencyTests {
    @Test func ranksSingleMeasurements() {
        let latency = Latency(sorting: (1...1000).map(Double.init).shuffled())
        #expect(latency.at(0) == 1)
        #expect(latency.at(50) == 500)
        #expect(latency.at(99) == 990)
        #expect(latency.at(99.9) == 999)
        #expect(latency.at(100) == 1000)
    }

    @Test func ranksAHistogramLikeItsMeasurements() {
        let buckets = [(10.0, 50), (5.0, 0), (1000.0, 1), (20.0, 49)].map {
            (micros: $0, count: $1)
        }
        let values = buckets.flatMap { Array(repeating: $0.micros, count: $0.count) }
        #expect(Latency(counting: buckets) == Latency(sorting: values))
        #expect(Latency(counting: buckets).at(99) == 20)
        #expect(Latency(counting: buckets).at(100) == 1000)
    }

    @Test func knowsNothingWithoutAnswers() {
        #expect(Latency(sorting: []).at(50) == nil)
        #expect(Latency(counting: []).at(50) == nil)
        #expect(Latency(counting: [(micros: 1, count: 0)]).at(50) == nil)
        #expect(Latency(sorting: [1]).at(42) == nil, "the grid has no such percentile")
    }
}
