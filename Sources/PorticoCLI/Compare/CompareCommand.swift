// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Portico
import PorticoCompare

/// `portico compare`: what a native pool costs and saves on this machine.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare a native pool with libevent's own threading on this machine.",
        discussion: """
            The same server with the same handlers runs over each engine in turn, and is asked by wrk \
            (and by h2load, or a generator of Portico's own, where requests do not wait for replies). \
            Server and client have cores of their own where there are at least two.

            Engines: \(ComparedEngine.all.map { "\($0.id): \($0.name(loops: 2))" }.joined(separator: "; ")).

            Scenarios: \(Scenarios.all.map(\.id).joined(separator: ", ")), \(LoadCurves.id).

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

    @Flag(
        help:
            "Measure once and shortly, without the load curves: done in less than a minute on two cores."
    )
    var quick = false

    @Flag(help: "Count calls of the system, too; needs strace.")
    var syscalls = false

    @Option(help: "Write all that was measured to this file, as JSON.")
    var json: String?

    @Option(help: "Write a page to look at to this file.")
    var html: String?

    /// The settings that the flags ask for.
    func settings() throws(CompareError) -> Settings {
        var flags = SettingsFlags()
        (flags.engines, flags.scenarios) = (engines, scenarios)
        (flags.connections, flags.workers) = (connections, workers)
        (flags.duration, flags.rounds) = (duration, rounds)
        (flags.isQuick, flags.countsSystemCalls) = (quick, syscalls)
        return try flags.settings(Scenarios.all, curves: LoadCurves.scenarios)
    }

    func validate() throws {
        do {
            _ = try settings()
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() async throws {
        do {
            guard try await !ChildRole.fulfil(Scenarios.all) else { return }
            // The command line as a person types it, without the folder of the program.
            let command = (["portico"] + CommandLine.arguments.dropFirst()).joined(separator: " ")
            let run = CompareRun(settings: try settings(), json: json, html: html, command: command)
            if try await run.run().wasInterrupted { throw ExitCode(CompareRun.interrupted) }
        } catch let error as CompareError {
            throw CommandFailure.exit(for: error)
        } catch let error as ServerError {
            throw CommandFailure.exit(for: error)
        }
    }
}
