// SPDX-License-Identifier: Apache-2.0
package import FoundationEssentials
import PorticoPool

/// Measures engines beside each other, in turns.
///
/// A program calls ``main(_:router:requests:arguments:)`` and nothing else.
///
/// In each round every engine has its turn in every scenario, so that a machine that slows down slows
/// down all of them. Each measurement has a server process of its own, so that no engine inherits
/// memory or threads from another.
public struct Comparison: Sendable {
    let settings: Settings
    /// A line for each scenario that cannot be measured here.
    private let leftOut: [String]
    let child: ChildCommand
    let cores: Cores
    let generator: Generator
    private let say: @Sendable (Progress) -> Void
    private let start = ContinuousClock.now
    /// How many measurements have begun.
    private var number = 0
    /// What has been found so far.
    package internal(set) var report: Report

    /// How far a comparison has come.
    package struct Progress: Sendable {
        package var scenario: String
        package var engine: String
        /// Counts from 1.
        package var number: Int
        package var total: Int
        package var rest: Duration
        /// Whether it is the first engine's turn.
        package var beginsScenario: Bool
    }

    /// Makes a comparison; nothing runs yet.
    ///
    /// `say` is told before each measurement. Throws ``CompareError`` when a tool is missing.
    package init(
        _ settings: Settings, child: ChildCommand, command: String, folder: URL,
        say: @escaping @Sendable (Progress) -> Void
    ) async throws {
        PosixSystem.raiseOpenFileLimit()
        let (settings, leftOut) = try await Tools.check(settings)
        self.settings = settings
        self.leftOut = leftOut
        self.child = child
        self.say = say
        cores = Cores.ofThisMachine(canPin: await Process.exists("taskset"))
        generator = Generator(cores: cores, connections: settings.connections, folder: folder)
        report = Report(
            settings, command: command, cores: cores, generator: generator,
            tools: try await Tools.versions(settings))
    }

    /// What is about to be done, and how long it takes.
    package var announcement: [String] {
        let minutes = settings.expectedDuration.seconds / 60
        let time = minutes < 1 ? "less than a minute" : "about \(Int(minutes.rounded(.up))) minutes"
        var measurements: [String] = []
        if !settings.scenarios.isEmpty {
            measurements.append(
                "\(settings.engines.count) engines in \(settings.scenarios.count) scenarios, "
                    + "\(settings.rounds == 1 ? "once" : "\(settings.rounds) times"): "
                    + "\(settings.measurements) measurements of "
                    + "\(Numbers.significant(settings.duration.seconds)) s")
        }
        if !settings.curves.isEmpty {
            let count = settings.curves.count * settings.engines.count
            measurements.append(
                "\(count == 1 ? "a load curve" : "\(count) load curves") of "
                    + "\(settings.percents.count) rates")
        }
        let plan = "\(measurements.joined(separator: "; ")), \(time) in all"
        return (leftOut + [plan, cores.description]).flatMap(TerminalTable.wrapped)
    }

    /// Measures until all is done, the task is cancelled or something fails.
    ///
    /// ``report`` then has what was measured until then, and says so. Returns what has failed.
    package mutating func run() async -> (any Error)? {
        do {
            try await measureAll()
            try await measureCurves()
            if settings.countsSystemCalls { try await traceAll() }
            return nil
        } catch {
            report.wasInterrupted = true
            return Task.isCancelled ? nil : error
        }
    }

    // MARK: Rounds

    private mutating func measureAll() async throws {
        for round in 0..<settings.rounds {
            for scenario in settings.scenarios {
                // Another one begins each time, as being first may be an advantage.
                for (turn, engine) in settings.engines.rotated(by: round).enumerated() {
                    progress(scenario.id, engine, beginsScenario: turn == 0)
                    let sample = try await measureStubbornly(engine, scenario)
                    report.add(sample, engine: engine.id, scenario: scenario.id)
                }
            }
        }
    }

    /// Tells what comes next.
    mutating func progress(_ scenario: String, _ engine: ComparedEngine, beginsScenario: Bool) {
        let total = settings.measurements + settings.engines.count * settings.curves.count
        number += 1
        say(
            Progress(
                scenario: scenario, engine: engine.id, number: number, total: total, rest: rest(),
                beginsScenario: beginsScenario))
    }

    func role(
        _ engine: ComparedEngine, _ scenario: any Scenario
    ) -> ChildRole.ServerRole {
        ChildRole.ServerRole(
            engine: engine.id, scenario: scenario.id,
            size: ComparedEngine.Size(workers: settings.workers, loops: cores.loops))
    }

    /// How long the rest takes: as planned at first, later as the beginning has shown.
    private func rest() -> Duration {
        let (done, planned) = (number - 1, settings.measuringDuration)
        guard done < settings.measurements else {
            let curves = settings.engines.count * settings.curves.count
            return settings.curvesDuration * (settings.measurements + curves - done)
                / max(1, curves)
        }
        // One scenario takes longer than another, so that the first few show too little.
        let isKnown = done >= settings.scenarios.count * settings.engines.count
        let left = settings.measurements - done
        let elapsed = ContinuousClock.now - start
        return settings.curvesDuration
            + (isKnown ? elapsed * left / done : planned * left / settings.measurements)
    }

    /// Tries again when a generator has said nothing: on a busy machine it may get its signal to end
    /// before it has had the time to listen for one.
    func measureStubbornly(
        _ engine: ComparedEngine, _ scenario: any Scenario
    ) async throws -> Sample {
        for _ in 1...2 {
            do {
                return try await measure(engine, scenario)
            } catch CompareError.noSummary where !Task.isCancelled {}
        }
        return try await measure(engine, scenario)
    }

    private func measure(_ engine: ComparedEngine, _ scenario: any Scenario) async throws -> Sample
    {
        try Task.checkCancellation()
        return try await ServerProcess.with(role(engine, scenario), child, on: cores) { server in
            guard case .idle(let count) = scenario.load else {
                return try await measure(scenario, on: server)
            }
            try await warmUp(scenario, server)
            let before = server.memory
            return try await generator.holding(count, on: server, for: settings.duration) {
                let kib = Double(server.memory - before) / Double(count)
                var sample = try await measure(scenario, on: server)
                sample.idleConnectionKiB = kib
                return sample
            }
        }
    }

    private func measure(_ scenario: any Scenario, on server: ServerProcess) async throws -> Sample
    {
        try await warmUp(scenario, server)
        let before = try await server.usage()
        let result = try await generator.run(
            scenario.load, on: server.port, for: settings.duration)
        let after = try await server.usage()
        return Sample(result, before: before, after: after, peakMemory: server.peakMemory)
    }

    /// Ends with a server that has nothing to do: what the warm-up has asked last is still under way when
    /// it ends, and would be served first.
    func warmUp(_ scenario: any Scenario, _ server: ServerProcess) async throws {
        let sockets = server.openSockets
        try await generator.warmUp(scenario.load, on: server.port, for: settings.warmUp)
        try await Patience.wait(atMost: .seconds(2)) { server.openSockets <= sockets }
    }

    // MARK: Calls of the system

    private mutating func traceAll() async throws {
        for scenario in settings.scenarios {
            for engine in settings.engines {
                try Task.checkCancellation()
                let calls = try await trace(engine, scenario)
                report.setSystemCalls(calls, engine: engine.id, scenario: scenario.id)
            }
        }
    }

    private func trace(_ engine: ComparedEngine, _ scenario: any Scenario) async throws -> Double? {
        try await ServerProcess.with(role(engine, scenario), child, on: cores) { server in
            try await warmUp(scenario, server)
            let log = generator.folder.appendingPathComponent("strace.log")
            let words = ["strace", "-f", "-c", "-o", log.path, "-p", "\(server.id)"]
            let result = try await Process.during(words) {
                // It attaches to one thread after the other, and does not say when it has done so.
                try await Task.sleep(for: .milliseconds(300))
                return try await generator.run(
                    scenario.load, on: server.port, for: Settings.tracing)
            }
            let text = try String(contentsOf: log, encoding: .utf8)
            return StraceSummary(text).map { Double($0.calls) / Double(max(1, result.answered)) }
        }
    }
}

extension Array {
    /// The same elements, beginning with another one.
    fileprivate func rotated(by count: Int) -> [Element] {
        guard !isEmpty else { return [] }
        let start = count % self.count
        return Array(self[start...] + self[..<start])
    }
}
