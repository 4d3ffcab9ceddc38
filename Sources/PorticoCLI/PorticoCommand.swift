// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc

/// The `portico` command.
@main
struct PorticoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "portico",
        abstract: "An HTTP/1.1 server that a slow handler cannot freeze.",
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, BookCommand.self, CompareCommand.self, DuplicatesCommand.self,
            ReportCommand.self,
        ])

    /// Runs what the arguments ask for; a mistake in them is told in one line.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure, !(error is ExitCode) else {
                exit(withError: error)
            }
            var reason = message(for: error)
            if reason.hasSuffix(".") { reason.removeLast() }
            Terminal.printError("portico: \(reason); see portico --help")
            Glibc.exit(ExitCode.validationFailure.rawValue)
        }
    }
}
