// SPDX-License-Identifier: Apache-2.0

/// One figure of all engines as bars, with a mark from the lowest round to the highest.
struct BarChart {
    let report: Report
    let scenario: String
    let figure: Figure

    private struct Row {
        var engine: Report.EngineFacts
        var value: Quantiles
    }

    /// The bars, or nothing when there is nothing to compare.
    var html: String {
        let rows = report.engines.compactMap { engine -> Row? in
            report.quantiles(figure, engine: engine.id, scenario: scenario)
                .map { Row(engine: engine, value: $0) }
        }
        guard let highest = rows.map(\.value.highest).max(), highest > 0 else { return "" }
        let best = Ranking.best(rows.map(\.value.median), figure)
        let bars = rows.map { bar($0, of: highest, isBest: $0.value.median == best) }
        return """
            <figure class="bars"><figcaption>\(Markup.escape(figure.longTitle)) \
            <small>\(advice)</small>\
            </figcaption>
            \(bars.joined(separator: "\n"))
            </figure>
            """
    }

    private var advice: String {
        guard figure.hasBest else { return "" }
        return figure.isBetterHigher ? "longer is better" : "shorter is better"
    }

    private func bar(_ row: Row, of highest: Double, isBest: Bool) -> String {
        let colour = Markup.colour(of: row.engine, in: report)
        let percent = { (value: Double) in Markup.number(value / highest * 100) }
        let range =
            report.rounds > 1
            ? "<s style=\"left:\(percent(row.value.lowest))%;right:\(percent(highest - row.value.highest))%\"></s>"
            : ""
        let hint = "\(figure.text(row.value.lowest)) – \(figure.text(row.value.highest))"
        return """
            <div class="bar k\(colour)\(isBest ? " best" : "")" title="\(Markup.escape(hint))">\
            <span>\(Markup.escape(row.engine.name))</span>\
            <i><b style="width:\(percent(row.value.median))%"></b>\(range)</i>\
            <em>\(Markup.escape(figure.text(row.value.median)))</em></div>
            """
    }
}
