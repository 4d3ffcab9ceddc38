// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Subprocess

/// How this program is started again; see ``ChildRole``.
package struct ChildCommand: Sendable {
    /// The file of the program.
    var program: String
    /// Its arguments, without its name.
    var arguments: [String]

    /// As this process was started.
    package static func ofThisProcess() throws -> ChildCommand {
        ChildCommand(
            program: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            arguments: Array(CommandLine.arguments.dropFirst()))
    }

    /// The command line.
    var words: [String] { [program] + arguments }

    /// The environment of a child, or of a program that is none.
    static func environment(_ role: ChildRole?) throws -> Environment {
        guard let role else { return .inherit }
        return .inherit.updating(["PORTICO_COMPARE": try role.encoded()])
    }
}
