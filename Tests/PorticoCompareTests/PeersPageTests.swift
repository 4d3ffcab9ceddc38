// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

/// The page of a report that compares something else than engines.
struct PeersPageTests {
    private let report: Report
    private let page: String

    init() throws {
        // As `make bench` does it: by way of JSON.
        report = try Report(json: SomeReport.ofPeers().json())
        page = try HTMLPage(report).text()
    }

    private func section(_ id: String) throws -> Substring {
        let start = try #require(page.firstRange(of: "<section id=\"\(id)\">")?.lowerBound)
        let end = try #require(page[start...].firstRange(of: "</section>")?.upperBound)
        return page[start..<end]
    }

    private func verdict(_ id: String) throws -> String {
        Verdict(report, try #require(report.scenarios.first { $0.id == id })).text
    }

    @Test func speaksOfWhatItCompares() {
        #expect(page.contains("<title>Us &amp; others</title>"))
        #expect(page.contains("<h1>Us &amp; others</h1>"))
        #expect(page.contains("<p>A site on &lt;several&gt; servers.</p>"))
        #expect(page.contains("<p>With a ruler.</p>"))
        for word in ["Pool or event bases", "libevent", "h2load", "<dt>size</dt>"] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    @Test func asksItsOwnQuestionByDefault() throws {
        var report = report
        (report.title, report.introduction, report.method) = (nil, nil, nil)
        (report.workers, report.loops) = (8, 2)
        let page = try HTMLPage(report).text()
        #expect(page.contains("<title>Pool or event bases?</title>"))
        #expect(page.contains("<p>What a native Swift thread pool costs"))
        #expect(!page.contains("In overload h2load"), "it was not measured")
        #expect(page.contains("8 workers, 2 event bases"))
    }

    @Test func readsAReportWithoutTheFieldsThatMayBeAbsent() throws {
        let json = try SomeReport.large().json()
        for name in ["title", "introduction", "method", "firstReplyMicros"] {
            #expect(!json.contains("\"\(name)\""), "\(name)")
        }
        #expect(try Report(json: json).json() == json)
    }

    @Test func namesTheWinnerWithoutAReasonOfOurs() throws {
        #expect(
            try verdict("mixed") == """
                Nginx answers most: 4200 requests a second; portico-pool answers 1050, 4.0 times fewer. \
                Not a single answer came from silent.
                """)
    }

    @Test func saysOnceThatTheRivalIsSilent() throws {
        #expect(
            try verdict("block")
                == "Portico-pool answers most: 1050 requests a second; silent answers none.")
    }

    @Test func namesTheOnlyOneThatAnswers() throws {
        var scenario = try #require(report.scenarios.first { $0.id == "block" })
        scenario.keyFigure = .p99
        #expect(
            Verdict(report, scenario).text
                == "Only portico-pool (50.0µs) answers. Not a single answer came from silent.")
    }

    @Test func comparesTimesToTheFirstReply() throws {
        #expect(
            try verdict("start")
                == "Nginx has the lowest first reply: 3.15ms; portico-pool needs 9.45ms, 3.0 times as much."
        )
    }

    @Test func leavesOutWhoTookNoPart() throws {
        #expect(try section("mixed").contains("nginx"))
        #expect(try !section("block").contains("nginx"))
        #expect(try section("block").contains("silent"))
        #expect(try !section("start").contains("silent"))
    }

    @Test func showsNoFigureThatWasNotMeasured() throws {
        let start = try section("start")
        #expect(start.contains("<th scope=\"row\">from the start to the first reply</th>"))
        for figure in Figure.allCases where figure != .firstReply {
            #expect(!start.contains("<th scope=\"row\">\(figure.longTitle)</th>"), "\(figure)")
        }
        #expect(!start.contains("class=\"curve\"") && !start.contains("class=\"legend\""))
    }

    @Test func givesEachPeerAColourOfItsOwn() {
        let colours = report.engines.map { Markup.colour(of: $0, in: report) }
        #expect(Set(colours).count == colours.count)
        var many = report
        many.engines = (0..<30).map { Report.EngineFacts(id: "\($0)", name: "x", place: nil) }
        for engine in many.engines {
            let colour = Markup.colour(of: engine, in: many)
            #expect(HTMLStyle.css.contains(".k\(colour) {"), "\(colour)")
        }
    }
}
