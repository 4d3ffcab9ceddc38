// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// Lines for a person to read, written at once and whole.
enum Console {
    /// Writes a line to stdout.
    static func printLine(_ line: String) {
        write(line, to: .standardOutput)
    }

    /// Writes a line to stderr.
    static func printError(_ line: String) {
        write(line, to: .standardError)
    }

    private static func write(_ line: String, to descriptor: FileDescriptor) {
        // Fails when the stream is closed; then there is no reader to tell.
        _ = try? descriptor.writeAll("\(line)\n".utf8)
    }
}
