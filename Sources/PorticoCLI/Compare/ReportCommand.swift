// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import PorticoCompare

/// `portico report`: makes the page of a report that is there already; `make bench` makes its own so.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make a page of a report that was written as JSON.",
        shouldDisplay: false)

    @Argument(help: "The report.")
    var json: String

    @Option(help: "Write the page to this file.")
    var html: String

    func run() throws {
        do {
            let report = try ReportFile.read(json)
            try ReportFile.write(HTMLPage(report).text(), to: html)
        } catch let error as CompareError {
            throw CommandFailure.exit(for: error)
        }
    }
}
