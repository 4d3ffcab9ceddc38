// SPDX-License-Identifier: Apache-2.0
@testable import PorticoCompare

/// Reports of made-up measurements.
enum SomeReport {
    /// A report of these requests per second and p99s in microseconds: one for each round.
    static func of(
        _ scenario: any Scenario, _ values: [(engine: String, rates: [Double], p99s: [Double])]
    ) -> Report {
        var report = empty(
            engines: ComparedEngine.all.filter { engine in
                values.contains { $0.engine == engine.id }
            }, scenarios: [scenario])
        report.rounds = values.first?.rates.count ?? 1
        for value in values {
            for (rate, p99) in zip(value.rates, value.p99s) {
                report.add(sample(rate, p99), engine: value.engine, scenario: scenario.id)
            }
        }
        return report
    }

    /// A report of everything, with figures as large as they get.
    static func large(engines: [ComparedEngine] = ComparedEngine.all) -> Report {
        var report = empty(engines: engines, scenarios: Scenarios.all)
        report.rounds = 2
        for scenario in Scenarios.all {
            for engine in engines {
                for factor in [1.0, 1.2345] {
                    var sample = sample(123_456 * factor, 987_654 * factor)
                    sample.systemCallsPerRequest = 104.019
                    sample.idleConnectionKiB = 32.6
                    sample.refused = 123_456
                    sample.failed = 12
                    report.add(sample, engine: engine.id, scenario: scenario.id)
                }
            }
        }
        return report
    }

    static func sample(_ rate: Double, _ p99: Double) -> Sample {
        Sample(
            requestsPerSecond: rate,
            latency: Latency(
                micros: Latency.grid.map { $0 <= 99 ? p99 * max($0, 1) / 99 : p99 * 2 }),
            cpuMicrosPerRequest: 19.87, contextSwitchesPerRequest: 0.123, peakMemoryKiB: 123_456)
    }

    static func empty(engines: [ComparedEngine], scenarios: [any Scenario]) -> Report {
        Report(
            command: "portico compare --quick", startedAt: 1_700_000_000,
            machine: Machine(
                processor: "A <fast> & \"good\" </one>", cores: 2, memoryMiB: 2048,
                kernel: "Linux 6",
                tools: ["wrk 4"]),
            cores: Cores(allowed: [0, 1], canPin: true), connections: 64, workers: 64, loops: 2,
            rounds: 1, secondsPerMeasurement: 0.35, fixedRates: [:],
            engines: engines.map {
                Report.EngineFacts(id: $0.id, name: $0.name(loops: 2), place: $0.place)
            },
            scenarios: scenarios.map {
                Report.ScenarioFacts(
                    id: $0.id, summary: $0.summary, keyFigure: $0.keyFigure,
                    secondFigure: $0.secondFigure)
            })
    }
}
