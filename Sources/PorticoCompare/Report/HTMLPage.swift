// SPDX-License-Identifier: Apache-2.0

/// A report as one page of HTML that loads nothing else.
package struct HTMLPage {
    private let report: Report

    package init(_ report: Report) {
        self.report = report
    }

    /// The whole page, the report as JSON in it.
    package func text() throws -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(Markup.escape(title))</title>
        <link rel="icon" href="data:,">
        <style>
        \(HTMLStyle.css)
        </style>
        </head>
        <body>
        <main>
        \(header)
        \(Headlines(report: report).html)
        \(navigation)
        \((report.scenarios.map(section) + curves.map(\.html)).joined(separator: "\n"))
        \(HTMLMethod(report: report).html)
        </main>
        <script type="application/json" id="report">
        \(try report.json().replacingOccurrences("</", with: "<\\/"))</script>
        </body>
        </html>

        """
    }

    private var title: String { report.title ?? "Pool or event bases?" }

    private var introduction: String {
        report.introduction
            ?? """
            What a native Swift thread pool costs, and what it saves, against libevent's own threading and \
            others: the same server, the same handlers, on this machine.
            """
    }

    private var header: String {
        """
        <h1>\(Markup.escape(title))</h1>
        <p>\(Markup.escape(introduction))\
        \(report.wasInterrupted ? " <strong>The comparison was ended before it was done.</strong>" : "")</p>
        <p class="soft">\(Markup.escape(report.machine.processor)), \(report.machine.cores) cores; \
        \(Markup.escape(report.cores.description))</p>
        """
    }

    private var navigation: String {
        let links = measured.map { "<a href=\"#\($0.id)\">\(Markup.escape($0.id))</a>" }
        let more = curves.map {
            "<a href=\"#\($0.anchor)\">curve: \(Markup.escape($0.curve.id))</a>"
        }
        return "<nav>\((links + more).joined())<a href=\"#method\">how</a></nav>"
    }

    private var curves: [CurveSection] {
        (report.curves ?? []).map { CurveSection(curve: $0, report: report) }
    }

    /// Scenarios that something is known of.
    private var measured: [Report.ScenarioFacts] {
        report.scenarios.filter { scenario in report.cells.contains { $0.scenario == scenario.id } }
    }

    private func section(_ scenario: Report.ScenarioFacts) -> String {
        guard measured.contains(where: { $0.id == scenario.id }) else { return "" }
        let bars = [scenario.keyFigure, scenario.secondFigure].map {
            BarChart(report: report, scenario: scenario.id, figure: $0).html
        }
        return """
            <section id="\(Markup.escape(scenario.id))">
            <h2>\(Markup.escape(scenario.id))</h2>
            <p class="soft">\(Markup.escape(scenario.summary))</p>
            <p class="verdict">\(Markup.escape(Verdict(report, scenario).text))</p>
            <div class="charts"><div>\(bars.joined(separator: "\n"))</div>
            <div>\(curve(scenario))</div></div>
            \(FigureTable(report: report, scenario: scenario.id).html)
            </section>
            """
    }

    /// The curves and whose they are, or nothing where no latencies were measured.
    private func curve(_ scenario: Report.ScenarioFacts) -> String {
        let curve = CurveChart(report: report, scenario: scenario.id).html
        guard !curve.isEmpty else { return "" }
        let engines = report.engines.filter {
            !report.samples(engine: $0.id, scenario: scenario.id).isEmpty
        }
        let entries = engines.map { engine in
            "<span class=\"k\(Markup.colour(of: engine, in: report))\">\(Markup.escape(engine.name))</span>"
        }
        return "\(curve)\n<div class=\"legend\">\(entries.joined())</div>"
    }
}
