// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// Lines for a person to read, written at once and whole, whichever thread they come from.
enum Terminal {
    /// Writes a line to stdout.
    static func printLine(_ line: String) {
        write("\(line)\n", to: .standardOutput)
    }

    /// Writes a line to stderr.
    static func printError(_ line: String) {
        write("\(line)\n", to: .standardError)
    }

    /// Writes all of a result to stdout, or throws: a file that it is kept in must be whole.
    static func print(_ result: String) throws {
        try FileDescriptor.standardOutput.writeAll(result.utf8)
    }

    /// Writes text that has its line ends, or needs none, to stderr.
    static func writeError(_ text: String) {
        write(text, to: .standardError)
    }

    private static func write(_ text: String, to descriptor: FileDescriptor) {
        // Fails when the stream is closed; then there is no reader to tell.
        _ = try? descriptor.writeAll(text.utf8)
    }
}
