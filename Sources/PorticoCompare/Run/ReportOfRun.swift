// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

extension Report {
    init(
        _ settings: Settings, command: String, cores: Cores, generator: Generator, tools: [String]
    ) {
        self.init(
            command: command, startedAt: Date().timeIntervalSince1970.rounded(),
            machine: .this(cores: Set(cores.server + cores.generator).count, tools: tools),
            cores: cores, connections: settings.connections, workers: settings.workers,
            loops: cores.loops, rounds: settings.rounds,
            secondsPerMeasurement: settings.duration.seconds,
            fixedRates: Dictionary(
                uniqueKeysWithValues: settings.scenarios.compactMap { scenario in
                    let rate = generator.rate(scenario.load)
                    return rate > 0 ? (scenario.id, rate) : nil
                }),
            engines: settings.engines.map {
                EngineFacts(id: $0.id, name: $0.name(loops: cores.loops), place: $0.place)
            },
            scenarios: settings.scenarios.map {
                ScenarioFacts(
                    id: $0.id, summary: $0.summary, keyFigure: $0.keyFigure,
                    secondFigure: $0.secondFigure)
            })
    }

    /// Notes in all samples what a run of its own has counted.
    mutating func setSystemCalls(_ calls: Double?, engine: String, scenario: String) {
        for index in cells.indices
        where cells[index].engine == engine && cells[index].scenario == scenario {
            for sample in cells[index].samples.indices {
                cells[index].samples[sample].systemCallsPerRequest = calls
            }
        }
    }
}
