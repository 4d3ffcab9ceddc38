// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PorticoPool
import Subprocess

// The server under test is a process of its own, this very program with other arguments, so that what it
// uses can be told from what the comparison does. The two speak by lines: the server says its port; for
// each line that it then gets, it says what it has used so far. It drains and ends when its stdin does,
// so it never outlives the comparison.

/// The server under test, from the outside.
struct ServerProcess {
    /// What a server has used since its start.
    struct Usage: Equatable {
        var cpuMicros: Int
        var contextSwitches: Int
    }

    let id: Int
    let port: Int
    private let writer: StandardInputWriter
    private let lines: Lines

    /// The rest of what the server says, one line after the other.
    final class Lines {
        private var iterator: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

        init(_ sequence: SubprocessOutputSequence.StringSequence<UTF8>) {
            iterator = sequence.makeAsyncIterator()
        }

        /// The next one that is meant for the comparison.
        func next() async throws -> String? {
            while let line = try await iterator.next() {
                if let text = ChildLines.text(line) { return text }
            }
            return nil
        }
    }

    /// Starts a server on `cores`, runs `body`, and ends it.
    static func with<Outcome: Sendable>(
        _ role: ChildRole.ServerRole, _ command: ChildCommand, on cores: Cores,
        _ body: (ServerProcess) async throws -> Outcome
    ) async throws -> Outcome {
        let words = cores.pinning(cores.server, command.words)
        return try await Subprocess.run(
            .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
            environment: ChildCommand.environment(.server(role)),
            platformOptions: Process.options, input: .inputWriter, output: .sequence,
            error: .currentStandardError
        ) { execution in
            let lines = Lines(execution.standardOutput.strings())
            guard let port = try await lines.next().flatMap({ Int($0) }) else {
                throw CompareError.serverDidNotStart(engine: role.engine)
            }
            let server = ServerProcess(
                id: Int(execution.processIdentifier.value), port: port,
                writer: execution.standardInputWriter, lines: lines)
            return try await body(server)
        }.closureResult
    }

    /// What the server has used so far.
    func usage() async throws -> Usage {
        _ = try await writer.write("usage\n")
        let fields = try await lines.next()?.split(separator: " ").compactMap { Int($0) } ?? []
        guard fields.count == 2 else { throw CompareError.serverEnded }
        return Usage(cpuMicros: fields[0], contextSwitches: fields[1])
    }

    /// The most memory that the server has had at a time, in KiB.
    var peakMemory: Int { status("VmHWM:") }

    /// The memory that the server has, in KiB.
    var memory: Int { status("VmRSS:") }

    /// How many sockets the server has open; other files come with threads, and stay.
    var openSockets: Int {
        let folder = "/proc/\(id)/fd"
        // Both throw when what they ask for is gone: the server, or a file since the list was made.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.count { file in
            let target = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "\(folder)/\(file)")
            return target?.hasPrefix("socket:") == true
        }
    }

    private func status(_ name: String) -> Int {
        let lines = PosixSystem.readFile("/proc/\(id)/status")?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix(name) }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
            .flatMap { Int($0) } ?? 0
    }
}
