// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

struct VerdictTests {
    private func verdict(
        _ scenario: any Scenario, _ values: [(engine: String, rates: [Double], p99s: [Double])]
    ) -> String {
        let report = SomeReport.of(scenario, values)
        return Verdict(report, report.scenarios[0]).text
    }

    @Test func saysWhoWinsByHowMuchAndWhy() {
        let text = verdict(
            BlockingScenario(),
            [
                ("pool", [10_000, 11_000, 12_000], [1, 1, 1]),
                ("pool-loops", [10_500, 10_500, 10_500], [1, 1, 1]),
                ("libevent", [360, 400, 440], [1, 1, 1]),
            ])
        #expect(text.hasPrefix("Native pool answers most: 11.0k requests a second; "))
        #expect(text.contains("libevent threading (2 bases) answers 400, 28 times fewer. "))
        #expect(text.hasSuffix(BlockingScenario().reason(.pool)))
    }

    @Test func countsLessAsBetterForLatencies() {
        let text = verdict(
            MixedScenario(),
            [("libevent", [1, 1], [100_000, 102_000]), ("pool", [1, 1], [9000, 11_000])])
        #expect(text.hasPrefix("Native pool has the lowest p99: 10.0ms; "))
        #expect(text.contains("libevent threading (2 bases) needs 101ms, 10 times as much. "))
    }

    @Test func namesWhoComesBetweenPoolAndLoops() {
        let text = verdict(
            BlockingScenario(),
            [("pool", [9000], [1]), ("libevent", [400], [1]), ("threads", [2000], [1])])
        #expect(text.contains("Between them: a thread per request (2000). "))
    }

    @Test func callsNobodyAWinnerWhoseRangeOverlaps() {
        let text = verdict(
            HelloScenario(),
            [
                ("pool", [1000, 2000, 3000], [1, 1, 1]),
                ("libevent", [1000, 1500, 1600], [1, 1, 1]),
            ])
        #expect(
            text.hasPrefix(
                "No clear winner: native pool (2000) and libevent threading (2 bases) (1500) "))
        #expect(text.contains("overlap"))
        #expect(!text.contains(HelloScenario().reason(nil)), "noise has no reason")
    }

    @Test func callsNobodyAWinnerByFewerThanFivePercent() {
        let text = verdict(HelloScenario(), [("pool", [1000], [1]), ("libevent", [1040], [1])])
        #expect(text.hasPrefix("No clear winner: "))
        #expect(text.contains("equal"))
        #expect(text.hasSuffix(HelloScenario().reason(nil)))
    }

    @Test func survivesAnEngineThatAnsweredNothing() {
        let text = verdict(HelloScenario(), [("pool", [1000], [1]), ("libevent", [0], [1])])
        #expect(text.contains("libevent threading (2 bases) answers none"))
    }

    @Test func isSilentAboutOneEngine() {
        #expect(verdict(HelloScenario(), [("pool", [1000], [1])]).isEmpty)
    }

    @Test func hasAReasonForEveryOutcome() {
        for scenario in Scenarios.all {
            for place in [nil, .pool, .threads, .loops, .cores] as [ComparedEngine.Place?] {
                let reason = scenario.reason(place)
                #expect(reason.hasSuffix(".") && reason.count > 40, "\(scenario.id)")
            }
        }
    }
}
