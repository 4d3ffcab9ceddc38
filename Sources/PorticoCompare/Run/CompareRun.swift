// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import UnixSignals

/// One run of a comparison, from what it is about to do to its report.
package struct CompareRun {
    /// The exit code of a program that Ctrl-C has ended.
    package static let interrupted: Int32 = 130

    private let settings: Settings
    private let json: String?
    private let html: String?
    private let command: String

    /// Prepares a run that writes its report and a page of it to files, if there are paths for them.
    ///
    /// `command` is the command line, for the report.
    package init(settings: Settings, json: String?, html: String?, command: String) {
        self.settings = settings
        self.json = json
        self.html = html
        self.command = command
    }

    /// Measures until all is done or Ctrl-C is pressed, and returns what was found until then.
    package func run() async throws -> Report {
        try checkFiles()
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("portico-compare-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Fails when it has been removed.
        defer { try? FileManager.default.removeItem(at: folder) }
        let progress = ComparisonLine()
        let comparison = try await Comparison(
            settings, child: .ofThisProcess(), command: command, folder: folder
        ) { progress.show($0) }
        try await comparison.probe()
        for line in comparison.announcement { Console.printError(line) }
        let (report, failure) = await Self.untilInterrupted(comparison)
        progress.clear()
        try publish(report)
        if let failure { throw failure }
        return report
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
                if task.isCancelled { Glibc.exit(interrupted) }
                task.cancel()
            }
        }
        defer { listener.cancel() }
        return await task.value
    }

    private func publish(_ report: Report) throws {
        for line in TerminalTable(report).lines { Console.printLine(line) }
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
}
