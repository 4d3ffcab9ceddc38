// SPDX-License-Identifier: Apache-2.0
import Portico
import Testing

@testable import PorticoCompare

struct TerminalTableTests {
    private func row(_ label: String, _ report: Report) throws -> [String] {
        let line = try #require(TerminalTable(report).lines.first { $0.hasPrefix(label) })
        return line.dropFirst(label.count).split(separator: " ").map(String.init)
    }

    @Test func isNeverWiderThanATerminal() {
        let lines = TerminalTable(SomeReport.large()).lines
        #expect(lines.count > 50)
        for line in lines {
            #expect(line.count <= 100, "\(line)")
        }
    }

    @Test func beginsAnotherTableWhenThereAreTooManyEngines() throws {
        let more =
            ComparedEngine.all + [
                ComparedEngine("another", "another one", .threads) { _ in .inline() }
            ]
        let lines = TerminalTable(SomeReport.large(engines: more)).lines
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines.contains { $0.contains("another") && !$0.contains("libevent") })
    }

    @Test func marksTheBestOfARow() throws {
        let report = SomeReport.of(
            HelloScenario(),
            [("pool", [1000, 1200], [10, 20]), ("libevent", [2000, 1000], [30, 40])])
        #expect(try row("requests/s", report) == ["1100", "1500*"])
        #expect(try row("p99 ", report) == ["15.0µs*", "35.0µs"])
    }

    @Test func showsTheRangeOfWhatDecides() throws {
        let report = SomeReport.of(
            HelloScenario(),
            [("pool", [12_000, 13_000], [10, 20]), ("libevent", [900, 1000], [30, 40])])
        #expect(try row("  min–max", report) == ["12.0–13.0k", "900–1000"])
    }

    @Test func keepsUnitsApartInARange() throws {
        let report = SomeReport.of(
            MixedScenario(),
            [("pool", [1, 1], [400_000, 1_440_000]), ("libevent", [1, 1], [1500, 2500])])
        #expect(try row("  min–max", report) == ["400ms–1.44s", "1.50–2.50ms"])
    }

    @Test func marksNobodyWhoIsAlone() throws {
        let report = SomeReport.of(HelloScenario(), [("pool", [1000], [10])])
        #expect(!TerminalTable(report).lines.contains { $0.contains("*") })
    }

    @Test func leavesOutWhatWasNotMeasured() {
        var report = SomeReport.of(HelloScenario(), [("pool", [1000], [10])])
        report.scenarios.append(SomeReport.large().scenarios[1])
        let lines = TerminalTable(report).lines
        #expect(lines.contains { $0.hasPrefix("hello:") })
        #expect(!lines.contains { $0.hasPrefix("blocking:") })
        #expect(!lines.contains { $0.hasPrefix("syscalls") || $0.hasPrefix("errors") })
    }
}
