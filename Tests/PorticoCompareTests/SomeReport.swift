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

    /// A report of programs that are no engines of this library, as `make bench` makes it: nginx has no
    /// part in `block`, and `silent` has answered nothing anywhere.
    static func ofPeers() -> Report {
        var report = empty(engines: [], scenarios: [])
        (report.workers, report.loops) = (nil, nil)
        report.rounds = 2
        report.title = "Us & others"
        report.introduction = "A site on <several> servers."
        report.method = ["With a ruler."]
        report.engines = ["portico-pool", "nginx", "silent"].map {
            Report.EngineFacts(id: $0, name: $0, place: nil)
        }
        report.scenarios = ["mixed", "block"].map {
            Report.ScenarioFacts(
                id: $0, summary: "Asks for /\($0).", keyFigure: .requestsPerSecond,
                secondFigure: .cpuPerRequest)
        }
        report.scenarios.append(
            Report.ScenarioFacts(
                id: "start", summary: "A fresh process.", keyFigure: .firstReply,
                secondFigure: .idleConnection))
        for factor in [1.0, 1.1] {
            for scenario in ["mixed", "block"] {
                report.add(sample(1000 * factor, 50), engine: "portico-pool", scenario: scenario)
                report.add(Sample(failed: 5), engine: "silent", scenario: scenario)
            }
            report.add(sample(4000 * factor, 20), engine: "nginx", scenario: "mixed")
            for (engine, micros) in [("portico-pool", 9000.0), ("nginx", 3000)] {
                let sample = Sample(
                    requestsPerSecond: nil, peakMemoryKiB: nil, firstReplyMicros: micros * factor,
                    refused: nil, failed: nil)
                report.add(sample, engine: engine, scenario: "start")
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
