// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoPool

/// Prints the lines of a server on threads of its own: a pipe that is not read blocks the thread that
/// writes to it.
///
/// Any thread may call.
final class BookOutput: Sendable {
    /// More than a reader lags behind under load, and little memory.
    private static let capacity = 1 << 14
    /// How long the end of the program waits for the reader.
    private static let patience = Duration.seconds(1)

    private let output: LineWriter<String>
    private let errors: LineWriter<String>

    init() throws(PosixError) {
        output = try LineWriter(name: "book-stdout", capacity: Self.capacity) { lines in
            Terminal.printLine(lines.joined(separator: "\n"))
        } afterEach: { lost, _ in
            if lost > 0 { Terminal.printLine("(\(lost) lines were lost)") }
            return nil
        }
        errors = try LineWriter(name: "book-stderr", capacity: Self.capacity) { lines in
            Terminal.printError(lines.joined(separator: "\n"))
        } afterEach: { _, _ in
            nil
        }
    }

    /// Writes a line to stdout, some time soon.
    func printLine(_ line: String) {
        output.put(line)
    }

    /// Writes a line to stderr, some time soon.
    func printError(_ line: String) {
        errors.put(line)
    }

    /// Writes what is left, if it is read.
    func end() {
        let unwritten = output.end(atMost: Self.patience)
        if unwritten > 0 { errors.put("portico: \(unwritten) lines were lost: nobody read stdout") }
        errors.end(atMost: Self.patience)
    }
}
