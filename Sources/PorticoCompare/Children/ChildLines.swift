// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// The lines that a child says to the comparison, on what was its stdout.
///
/// Whatever else the program prints is thrown away, so that a handler that prints disturbs nothing.
struct ChildLines {
    /// How the lines of a child begin: what a program has printed before stands in the same pipe.
    static let mark = "portico-compare: "

    private let descriptor: FileDescriptor

    /// Takes stdout for itself.
    init() throws {
        descriptor = try FileDescriptor.standardOutput.duplicate()
        let nothing = try FileDescriptor.open(FilePath("/dev/null"), .writeOnly)
        _ = try nothing.duplicate(as: .standardOutput)
        try nothing.close()
    }

    func say(_ text: String) {
        // Fails when the comparison has ended; then stdin ends, too.
        _ = try? descriptor.writeAll("\(Self.mark)\(text)\n".utf8)
    }

    /// What a child says in a line of its output; nil when it is a line of something else.
    static func text(_ line: String) -> String? {
        line.hasPrefix(mark) ? String(line.dropFirst(mark.count)) : nil
    }
}
