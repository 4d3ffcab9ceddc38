// SPDX-License-Identifier: Apache-2.0

/// All figures of a scenario.
struct FigureTable {
    let report: Report
    let scenario: String

    var html: String {
        let figures = Figure.allCases.filter { figure in
            engines.contains { value(figure, $0) != nil }
        }
        let head = engines.map { "<th scope=\"col\">\(Markup.escape($0.name))</th>" }
        let rows = figures.map { figure in
            "<tr><th scope=\"row\">\(Markup.escape(figure.longTitle))</th>\(cells(figure))</tr>"
        }
        return """
            <details><summary>All figures, medians and their ranges</summary><div class="wide"><table>
            <thead><tr><td></td>\(head.joined())</tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody>
            </table></div></details>
            """
    }

    /// Those that took part.
    private var engines: [Report.EngineFacts] {
        report.engines.filter { !report.samples(engine: $0.id, scenario: scenario).isEmpty }
    }

    private func value(_ figure: Figure, _ engine: Report.EngineFacts) -> Quantiles? {
        report.quantiles(figure, engine: engine.id, scenario: scenario)
    }

    private func cells(_ figure: Figure) -> String {
        let values = engines.map { value(figure, $0) }
        let best = Ranking.best(values.compactMap { $0?.median }, figure)
        return values.map { value in
            guard let value else { return "<td>–</td>" }
            let range =
                value.lowest == value.highest
                ? "" : "<small>\(figure.text(value.lowest)) – \(figure.text(value.highest))</small>"
            let mark = value.median == best ? " class=\"best\"" : ""
            return "<td\(mark)>\(figure.text(value.median))\(range)</td>"
        }.joined()
    }
}
