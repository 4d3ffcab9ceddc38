// SPDX-License-Identifier: Apache-2.0

/// How long answers take at more and more requests a second, which come whether there are answers or not.
package struct LoadCurve: Sendable, Codable, Equatable {
    /// The scenario whose handler answers.
    package var id: String
    package var summary: String
    /// What each engine answers in a second when it is asked as fast as it answers, by its id.
    package var capacities: [String: Double]
    package var lines: [Line] = []

    /// One engine.
    package struct Line: Sendable, Codable, Equatable {
        package var engine: String
        package var points: [Point]
    }

    /// One rate.
    package struct Point: Sendable, Codable, Equatable {
        /// The rate, in percent of ``LoadCurve/reference``.
        package var percent: Int
        /// The rate, in requests a second.
        package var rate: Double
        package var result: OpenResult

        /// Answers in a second.
        package var answersPerSecond: Double {
            result.seconds > 0 ? Double(result.answered) / result.seconds : 0
        }
    }

    /// The rates, in percent.
    package static let percents = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]
    /// The rates when time is short.
    package static let fewPercents = [10, 40, 70, 90, 110]

    /// The engine with the largest capacity, of which all rates are shares: the same rates for every
    /// engine, so that one which can do less is seen to fail early.
    package var reference: String? {
        capacities.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    /// What 100 percent are, in requests a second.
    package var referenceRate: Double { capacities.values.max() ?? 0 }

    /// The line of an engine.
    package func line(_ engine: String) -> Line? { lines.first { $0.engine == engine } }
}

/// The scenario that has curves for its outcome.
package enum LoadCurves {
    /// What it is called in `--scenarios`.
    package static let id = "load-curve"
    /// What happens, in two sentences.
    package static let summary =
        "Requests come at 10 % to 120 % of what the best engine can answer, whether there are answers or not. "
        + "Latencies count from the moment at which a request was due."
    /// The scenarios whose handlers `portico compare` draws curves of.
    package static let scenarios: [any Scenario] = [
        HelloScenario(), MixedScenario(), BlockingScenario(),
    ]
}
