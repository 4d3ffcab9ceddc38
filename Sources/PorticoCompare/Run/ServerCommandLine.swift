// SPDX-License-Identifier: Apache-2.0

/// How this program is told to be a server under test.
package struct ServerCommandLine: Sendable {
    /// The path of this program.
    package var program: String
    var engine: String
    var scenario: String
    var size: ComparedEngine.Size

    /// The name of the hidden command.
    package static let command = "compare-server"

    var words: [String] {
        [
            program, Self.command, engine, scenario,
            "--workers", "\(size.workers)", "--loops", "\(size.loops)",
        ]
    }
}
