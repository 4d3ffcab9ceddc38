// SPDX-License-Identifier: Apache-2.0

/// A load curve on the page: what it says, p50 and p99 as drawings, and all figures.
struct CurveSection {
    let curve: LoadCurve
    let report: Report

    /// Where the page has it.
    var anchor: String { "\(LoadCurves.id)-\(curve.id)" }

    var html: String {
        """
        <section id="\(Markup.escape(anchor))">
        <h2>load curve: \(Markup.escape(curve.id))</h2>
        <p class="soft">\(Markup.escape(curve.summary)) \(Markup.escape(curve.scale(in: report)))</p>
        <p class="verdict">\(Markup.escape(CurveVerdict(curve, report).text))</p>
        <div class="charts pair">\(drawing(.p50))\(drawing(.p99))</div>
        <div class="legend">\(legend.joined())\(note)</div>
        \(table)
        </section>
        """
    }

    private func drawing(_ figure: Figure) -> String {
        "<div>\(LoadChart(curve: curve, report: report, figure: figure).html)</div>"
    }

    private var engines: [Report.EngineFacts] {
        report.engines.filter { curve.line($0.id) != nil }
    }

    private var legend: [String] {
        engines.map { engine in
            "<span class=\"k\(Markup.colour(of: engine, in: report))\">\(Markup.escape(engine.name))</span>"
        }
    }

    private var note: String {
        let isNeeded = curve.lines.contains { $0.points.contains(where: \.isIncomplete) }
        return isNeeded
            ? "<small>○ at least: not all requests had an answer in the end</small>" : ""
    }

    private var table: String {
        let head = engines.map { "<th scope=\"col\">\(Markup.escape($0.name))</th>" }
        let percents = curve.lines.first?.points.map(\.percent) ?? []
        let rows = percents.map { percent in
            let rate = Numbers.count(curve.referenceRate * Double(percent) / 100)
            let cells = engines.map { cell(curve.point($0.id, percent)) }
            return "<tr><th scope=\"row\">\(percent) %<small> \(rate)/s</small></th>"
                + "\(cells.joined())</tr>"
        }
        return """
            <details><summary>All figures: p99, and the median below</summary><div class="wide"><table>
            <thead><tr><td></td>\(head.joined())</tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody>
            </table></div></details>
            """
    }

    private func cell(_ point: LoadCurve.Point?) -> String {
        guard let point, let p50 = point.value(.p50), let p99 = point.value(.p99) else {
            return "<td>–</td>"
        }
        let mark = point.isIncomplete ? "&gt; " : ""
        return "<td>\(mark)\(Figure.p99.text(p99))<small>\(Figure.p50.text(p50))</small></td>"
    }
}
