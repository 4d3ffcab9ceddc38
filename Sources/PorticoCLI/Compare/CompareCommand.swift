// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import PorticoCompare

/// `portico compare`: what a native pool costs and saves on this machine.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare a native pool with libevent's own threading on this machine.",
        discussion: """
            The same server with the same handlers runs over each engine in turn, and is asked by wrk \
            (and by h2load where requests do not wait for replies). Server and client have cores of \
            their own where there are at least two.

            Engines: \(ComparedEngine.all.map { "\($0.id): \($0.name(loops: 2))" }.joined(separator: "; ")).

            Scenarios: \(Scenarios.all.map(\.id).joined(separator: ", ")).

            Ctrl-C ends the comparison; what has been measured until then is reported.
            """)

    @Option(help: "Only these engines, separated by commas.")
    var engines: String?

    @Option(help: "Only these scenarios, separated by commas.")
    var scenarios: String?

    @Option(parsing: .unconditional, help: "How many connections ask at a time.")
    var connections = Settings().connections

    @Option(parsing: .unconditional, help: "How many workers a pool has.")
    var workers = Settings().workers

    @Option(
        parsing: .unconditional,
        help: "Seconds of one measurement. (default: \(Settings().duration.seconds))")
    var duration: Double?

    @Option(
        parsing: .unconditional,
        help: "How often everything is measured. (default: \(Settings().rounds))")
    var rounds: Int?

    @Flag(help: "Measure once and shortly: done in less than a minute on two cores.")
    var quick = false

    @Flag(help: "Count calls of the system, too; needs strace.")
    var syscalls = false

    @Option(help: "Write all that was measured to this file, as JSON.")
    var json: String?

    @Option(help: "Write a page to look at to this file.")
    var html: String?

    /// The settings that the flags ask for.
    func settings() throws -> Settings {
        var settings = quick ? Settings.quick : Settings()
        if let engines {
            settings.engines = try Self.pick(engines, "engine", ComparedEngine.all, \.id)
        }
        if let scenarios {
            settings.scenarios = try Self.pick(scenarios, "scenario", Scenarios.all, \.id)
        }
        settings.connections = try Self.check(connections, "--connections", in: 1...10_000)
        settings.workers = try Self.check(workers, "--workers", in: 1...4096)
        settings.rounds = try Self.check(rounds ?? settings.rounds, "--rounds", in: 1...100)
        if let duration {
            settings.duration = .seconds(try Self.check(duration, "--duration", in: 0.1...600))
        }
        settings.countsSystemCalls = syscalls
        return settings
    }

    func validate() throws {
        _ = try settings()
    }

    func run() async throws {
        do {
            try await CompareRun(
                settings: settings(), json: json, html: html, words: CommandLine.arguments
            ).run()
        } catch let error as CompareError {
            throw CommandFailure.exit(for: error)
        }
    }

    // MARK: Values of flags

    private static func check<Value: Comparable>(
        _ value: Value, _ flag: String, in range: ClosedRange<Value>
    ) throws -> Value {
        guard range.contains(value) else {
            throw ValidationError(
                "\(flag) \(value) makes no sense: choose \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    /// The elements whose ids are in a list separated by commas, in their own order.
    private static func pick<Element>(
        _ list: String, _ kind: String, _ all: [Element], _ id: (Element) -> String
    ) throws -> [Element] {
        let asked = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for word in asked where !all.contains(where: { id($0) == word }) {
            throw ValidationError(
                "there is no \(kind) \"\(word)\": choose from \(all.map(id).joined(separator: ","))"
            )
        }
        return all.filter { asked.contains(id($0)) }
    }
}
