// SPDX-License-Identifier: Apache-2.0

/// Everything that a comparison has found, as it is written to `--json`.
package struct Report: Sendable, Codable {
    /// The command that made it.
    package var command: String
    /// When it began, by the clock of the machine, in seconds since 1970.
    package var startedAt: Double
    package var machine: Machine
    package var cores: Cores
    package var connections: Int
    /// How many workers a pool has; nil where that differs, or means nothing.
    package var workers: Int?
    /// How many event bases there are where there are several; nil like `workers`.
    package var loops: Int?
    package var rounds: Int
    package var secondsPerMeasurement: Double
    /// Requests per second in scenarios whose load does not wait for replies, by their ids.
    package var fixedRates: [String: Int]
    /// Whether the comparison was ended before it was done.
    package var wasInterrupted = false
    package var engines: [EngineFacts]
    package var scenarios: [ScenarioFacts]
    package var cells: [Cell] = []
    /// The load curves; nil when none were asked for.
    package var curves: [LoadCurve]?
    /// What the page is called; nil means the question that `portico compare` asks.
    package var title: String?
    /// What is compared, in a sentence or two; nil like `title`.
    package var introduction: String?
    /// How the figures came about, a paragraph each; nil means the way of `portico compare`.
    package var method: [String]?

    /// What a report says of an engine.
    package struct EngineFacts: Sendable, Codable {
        package var id: String
        package var name: String
        /// Where its handlers run; nil for what is no engine of this library.
        package var place: ComparedEngine.Place?
    }

    /// What a report says of a scenario.
    package struct ScenarioFacts: Sendable, Codable {
        package var id: String
        package var summary: String
        package var keyFigure: Figure
        package var secondFigure: Figure
    }

    /// The measurements of one engine in one scenario, a sample for each round.
    package struct Cell: Sendable, Codable {
        package var engine: String
        package var scenario: String
        package var samples: [Sample]
    }

    /// Adds a sample to those of its engine and scenario.
    mutating func add(_ sample: Sample, engine: String, scenario: String) {
        if let index = cells.firstIndex(where: { $0.engine == engine && $0.scenario == scenario }) {
            cells[index].samples.append(sample)
        } else {
            cells.append(Cell(engine: engine, scenario: scenario, samples: [sample]))
        }
    }

    /// The samples of an engine in a scenario.
    package func samples(engine: String, scenario: String) -> [Sample] {
        cells.first { $0.engine == engine && $0.scenario == scenario }?.samples ?? []
    }

    /// A figure of an engine in a scenario; nil when it was not measured.
    package func quantiles(
        _ figure: Figure, engine: String, scenario: String
    ) -> Quantiles? {
        Quantiles(samples(engine: engine, scenario: scenario).compactMap(figure.value))
    }
}
