// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import PorticoPool
import TestSupport
import Testing

/// One run of the built `portico` command.
final class CommandRun: Sendable {
    /// How the command ended.
    enum End: Equatable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    let output = LineBook()
    let errors = LineBook()
    private let process: Guarded<Process>
    private let ended = Gate(arrivals: 3)
    private let end = Guarded<End?>(nil)

    /// Where the command lies: beside the executable of the tests, whatever the scratch path.
    static let executable: URL = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("portico")
    }()

    /// Starts the command with `arguments`, behind `prefix` if another one is to start it.
    init(_ arguments: [String], prefix: [String] = []) throws {
        let process = Process()
        let line = prefix + [Self.executable.path] + arguments
        process.executableURL = URL(fileURLWithPath: line[0])
        process.arguments = Array(line.dropFirst())
        process.standardInput = FileHandle.nullDevice
        let (out, err) = (Pipe(), Pipe())
        process.standardOutput = out
        process.standardError = err
        let (ended, end) = (ended, end)
        process.terminationHandler = { process in
            let status = process.terminationStatus
            let isExit = process.terminationReason == .exit
            end.withLock { $0 = isExit ? .exit(status) : .signal(status) }
            ended.open()
        }
        // Threads of Swift's pool block all signals, and a child inherits that.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
        try process.run()
        output.fill(from: out.fileHandleForReading) { ended.open() }
        errors.fill(from: err.fileHandleForReading) { ended.open() }
        self.process = Guarded(process)
    }

    /// Runs the command to its end.
    static func toEnd(_ arguments: [String], prefix: [String] = []) throws -> CommandRun {
        let run = try CommandRun(arguments, prefix: prefix)
        _ = try run.waitForEnd()
        return run
    }

    /// Starts `portico book` on a free port, runs `body`, and kills what is left of it.
    static func book(
        _ arguments: [String] = [], _ body: (CommandRun, _ port: Int) throws -> Void
    ) throws {
        let run = try CommandRun(["book", "--port", "0"] + arguments)
        defer { run.kill(SIGKILL) }
        let line = try run.errors.wait { $0.hasPrefix("listening on http://127.0.0.1:") }
        let port = try #require(Int(line.split(separator: ":").last ?? ""))
        try #require((1...65535).contains(port))
        try body(run, port)
    }

    /// Sends a signal, unless the command has ended.
    func kill(_ signal: Int32) {
        process.withLock { process in
            if process.isRunning { _ = Glibc.kill(process.processIdentifier, signal) }
        }
    }

    /// Waits for the end, and for all that was written before.
    func waitForEnd() throws -> End {
        guard ended.wait(atMost: 20) else {
            kill(SIGKILL)
            throw WireError.timedOut
        }
        return try #require(end.withLock { $0 })
    }
}

/// The lines that a command has written so far.
final class LineBook: Sendable {
    private struct State {
        var text: [UInt8] = []
    }

    private let state = Guarded(State())

    /// What has been written.
    var text: String { state.withLock { String(decoding: $0.text, as: UTF8.self) } }

    /// Every line that is complete.
    var lines: [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Reads `file` to its end on a thread of its own.
    func fill(from file: FileHandle, atEnd: @escaping @Sendable () -> Void) {
        let descriptor = dup(file.fileDescriptor)
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = unsafe read(descriptor, &buffer, buffer.count)
                guard count > 0 else { break }
                state.withLock { $0.text += buffer[..<count] }
            }
            close(descriptor)
            atEnd()
        }
    }

    /// Waits for a line that fulfils `condition`.
    @discardableResult
    func wait(
        count: Int = 1, for condition: (String) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        var found: [String] = []
        let isThere = eventually {
            found = lines.filter(condition)
            return found.count >= count
        }
        try #require(isThere, "no such line in: \(text)", sourceLocation: sourceLocation)
        return found[count - 1]
    }
}
