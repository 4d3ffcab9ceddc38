// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Portico
import PorticoCompare

/// `portico compare-server`: the server under test, which `portico compare` starts and ends.
struct CompareServerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: ServerCommandLine.command,
        abstract: "Be the server under test of compare, until stdin ends.",
        shouldDisplay: false)

    @Argument var engine: String
    @Argument var scenario: String
    @Option var workers: Int
    @Option var loops: Int

    func run() throws {
        let server = ComparedServer(
            engine: engine, scenario: scenario, workers: workers, loops: loops)
        guard let server else {
            throw ValidationError("there is no \(engine) or no \(scenario) to compare")
        }
        do {
            try server.run()
        } catch {
            throw CommandFailure.exit(for: error)
        }
    }
}
