// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

extension Sample {
    /// What a generator has seen, over what the server has used meanwhile.
    init(
        _ result: LoadResult, before: ServerProcess.Usage, after: ServerProcess.Usage,
        peakMemory: Int
    ) {
        latency = result.latency
        slowLatency = result.slowLatency
        refused = result.refused
        failed = result.failed
        peakMemoryKiB = peakMemory
        guard result.answered > 0, result.seconds > 0 else { return }
        let count = Double(result.answered)
        requestsPerSecond = count / result.seconds
        cpuMicrosPerRequest = Double(after.cpuMicros - before.cpuMicros) / count
        contextSwitchesPerRequest = Double(after.contextSwitches - before.contextSwitches) / count
    }
}

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
                ScenarioFacts(id: $0.id, summary: $0.summary, keyFigure: $0.keyFigure)
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
