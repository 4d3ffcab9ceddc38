// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import FoundationEssentials
import Glibc
import PorticoCompare
import UnixSignals

/// One run of `portico compare`, from what it is about to do to its report.
struct CompareRun {
    let settings: Settings
    let json: String?
    let html: String?
    /// The command line, for the report.
    let words: [String]

    func run() async throws {
        try checkFiles()
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("portico-compare-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Fails when it has been removed.
        defer { try? FileManager.default.removeItem(at: folder) }
        let progress = ComparisonLine()
        let comparison = try await Comparison(
            settings, program: try program(), command: command, folder: folder
        ) { progress.show($0) }
        for line in comparison.announcement { Terminal.printError(line) }
        let (report, failure) = await Self.untilInterrupted(comparison)
        progress.clear()
        try publish(report)
        if let failure { throw failure }
        if report.wasInterrupted { throw ExitCode(130) }
    }

    /// Runs a comparison to its end or to the first Ctrl-C; a second one ends the process.
    private static func untilInterrupted(
        _ comparison: Comparison
    ) async -> (report: Report, failure: (any Error)?) {
        let task = Task {
            var comparison = comparison
            let failure = await comparison.run()
            return (comparison.report, failure)
        }
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let listener = Task {
            for await _ in signals {
                // The programs under way belong to this one, and end as it does.
                if task.isCancelled { Glibc.exit(130) }
                task.cancel()
            }
        }
        defer { listener.cancel() }
        return await task.value
    }

    private func publish(_ report: Report) throws {
        for line in TerminalTable(report).lines { Terminal.printLine(line) }
        if let json { try ReportFile.write(report.json(), to: json) }
        if let html { try ReportFile.write(HTMLPage(report).text(), to: html) }
    }

    /// Finds mistakes in the arguments before the measurements begin.
    private func checkFiles() throws {
        for path in [json, html].compactMap(\.self) {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            guard FileManager.default.isWritableFile(atPath: folder) else {
                throw CompareError.cannotWrite(
                    path: path, reason: "\(folder) is no folder that you may write to")
            }
        }
    }

    /// The file that this process was started from.
    private func program() throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    /// The command line as a person types it, without the folder of the program.
    private var command: String {
        (["portico"] + words.dropFirst()).joined(separator: " ")
    }
}
