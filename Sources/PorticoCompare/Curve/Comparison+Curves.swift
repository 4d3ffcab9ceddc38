// SPDX-License-Identifier: Apache-2.0

extension Comparison {
    /// Measures the load curves, each once.
    mutating func measureCurves() async throws {
        for scenario in settings.curves {
            var curve = LoadCurve(id: scenario.id, summary: scenario.summary, capacities: [:])
            for engine in settings.engines {
                try Task.checkCancellation()
                curve.capacities[engine.id] = try await capacity(engine, scenario)
            }
            for (turn, engine) in settings.engines.enumerated() {
                try Task.checkCancellation()
                progress("\(LoadCurves.id) \(scenario.id)", engine, beginsScenario: turn == 0)
                let points = try await points(engine, scenario, of: curve.referenceRate)
                curve.lines.append(LoadCurve.Line(engine: engine.id, points: points))
                report.setCurve(curve)
            }
        }
    }

    /// What an engine answers in a second, by a closed loop.
    private func capacity(
        _ engine: ComparedEngine, _ scenario: any Scenario
    ) async throws -> Double {
        try await measureStubbornly(engine, scenario).requestsPerSecond ?? 0
    }

    /// A server for all points, so that what one of them leaves behind is seen in the next.
    private func points(
        _ engine: ComparedEngine, _ scenario: any Scenario, of reference: Double
    ) async throws -> [LoadCurve.Point] {
        try await ServerProcess.with(role(engine, scenario), child, on: cores) { server in
            try await warmUp(scenario, server)
            let sockets = server.openSockets
            var points: [LoadCurve.Point] = []
            for percent in settings.percents {
                let rate = max(1, reference * Double(percent) / 100)
                let result = try await generator.open(
                    scenario, child, on: server.port, rate: rate, for: settings.pointDuration)
                points.append(LoadCurve.Point(percent: percent, rate: rate, result: result))
                try await Patience.wait(atMost: .seconds(2)) { server.openSockets <= sockets }
            }
            return points
        }
    }
}

extension Report {
    /// Adds a curve, or what is known of it by now.
    mutating func setCurve(_ curve: LoadCurve) {
        var all = curves ?? []
        if all.last?.id == curve.id { all.removeLast() }
        curves = all + [curve]
    }
}
