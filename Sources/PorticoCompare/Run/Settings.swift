// SPDX-License-Identifier: Apache-2.0

/// What is to be compared, and how thoroughly.
package struct Settings: Sendable {
    package var engines = ComparedEngine.all
    package var scenarios: [any Scenario] = Scenarios.all
    /// The scenarios whose handlers load curves are drawn of.
    package var curves: [any Scenario] = LoadCurves.scenarios
    package var connections = 64
    package var workers = 64
    package var duration = Duration.milliseconds(1200)
    package var warmUp = Duration.milliseconds(300)
    package var rounds = 3
    package var countsSystemCalls = false
    /// Whether time is short.
    package var isQuick = false

    /// Everything, thoroughly enough to be shown to others.
    package init() {}

    /// Everything but the load curves, in less than a minute.
    package static var quick: Settings {
        var settings = Settings()
        settings.duration = .milliseconds(400)
        settings.warmUp = .milliseconds(100)
        settings.rounds = 1
        settings.isQuick = true
        settings.curves = []
        return settings
    }

    /// How many measurements there are beside the load curves.
    var measurements: Int { rounds * scenarios.count * engines.count }

    /// About how long all of it takes.
    package var expectedDuration: Duration { measuringDuration + curvesDuration }

    /// About how long it takes without the load curves.
    var measuringDuration: Duration {
        scenarios.reduce(Duration.zero) { sum, scenario in
            // What is queued after an open load still has to be answered. wrk ends at the next of its
            // own ticks, of which there are ten a second, twice: after the warm-up and at the end.
            let isOpen = if case .open = scenario.load { true } else { false }
            let measured = isOpen ? max(duration, Generator.shortestOpenLoad) * 2 : duration
            let once = warmUp + measured + .milliseconds(200)
            let traced = countsSystemCalls ? Self.tracing * 2 : .zero
            return sum + (once * rounds + traced) * engines.count
        }
    }

    /// How long the run takes in which calls of the system are counted.
    static let tracing = Duration.milliseconds(700)
}
