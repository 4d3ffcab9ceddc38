// SPDX-License-Identifier: Apache-2.0

/// A report as tables of text: one for each scenario, an engine a column, the best of each row marked.
package struct TerminalTable {
    /// No line is longer, in characters.
    package static let maxWidth = 100
    static let labelWidth = 14
    /// Columns side by side; with more engines, another table follows below.
    private static let maxColumns = 7

    private let report: Report

    package init(_ report: Report) {
        self.report = report
    }

    /// All lines.
    package var lines: [String] {
        report.scenarios.flatMap { scenario -> [String] in
            let engines = report.engines.filter {
                !report.samples(engine: $0.id, scenario: scenario.id).isEmpty
            }
            guard !engines.isEmpty else { return [] }
            var lines = ["", "\(scenario.id): \(scenario.summary)"].flatMap(Self.wrapped)
            for start in stride(from: 0, to: engines.count, by: Self.maxColumns) {
                let end = min(start + Self.maxColumns, engines.count)
                lines += table(scenario, Array(engines[start..<end]), among: engines)
            }
            return lines
        } + (report.curves ?? []).flatMap { CurveTable(curve: $0, report: report).lines }
    }

    private func table(
        _ scenario: Report.ScenarioFacts, _ columns: [Report.EngineFacts],
        among engines: [Report.EngineFacts]
    ) -> [String] {
        let width = min(14, (Self.maxWidth - Self.labelWidth) / columns.count)
        var lines = [Self.line("", columns.map(\.id), width)]
        for figure in Figure.allCases {
            let all = engines.map {
                report.quantiles(figure, engine: $0.id, scenario: scenario.id)
            }
            guard all.contains(where: { $0 != nil }), isWorthARow(figure, all) else { continue }
            let best = Ranking.best(all.compactMap { $0?.median }, figure)
            let values = columns.map { engine in
                report.quantiles(figure, engine: engine.id, scenario: scenario.id)
            }
            lines.append(
                Self.line(
                    figure.title,
                    values.map { value in
                        guard let value else { return "–" }
                        return figure.text(value.median) + (value.median == best ? "*" : " ")
                    }, width))
            if figure == scenario.keyFigure, report.rounds > 1 {
                lines.append(
                    Self.line("  min–max", values.map { Self.range($0, figure, width) }, width))
            }
        }
        return lines
    }

    /// Zeros in a row say nothing.
    private func isWorthARow(_ figure: Figure, _ values: [Quantiles?]) -> Bool {
        figure.hasBest || values.contains { ($0?.highest ?? 0) > 0 }
    }

    /// Both ends, with as many digits as there is room for.
    private static func range(_ value: Quantiles?, _ figure: Figure, _ width: Int) -> String {
        guard let value else { return "–" }
        var (low, high) = (figure.text(value.lowest), figure.text(value.highest))
        // The unit once, if it is the same.
        if unit(of: low) == unit(of: high) { low.removeLast(unit(of: low).count) }
        while low.count + 1 + high.count + 2 > width, low.contains(".") || high.contains(".") {
            (low, high) = (withOneDigitLess(low), withOneDigitLess(high))
        }
        return "\(low)–\(high) "
    }

    private static func unit(of text: String) -> String {
        String(text.reversed().prefix { !$0.isNumber }.reversed())
    }

    /// Without the last digit behind the point, and without the point when none is left.
    private static func withOneDigitLess(_ text: String) -> String {
        guard let point = text.firstIndex(of: ".") else { return text }
        let unit = unit(of: text)
        var number = text.dropLast(unit.count + 1)
        if number.endIndex == text.index(after: point) { number.removeLast() }
        return number + unit
    }

    static func line(_ label: String, _ values: [String], _ width: Int) -> String {
        let padded = values.map { value in
            String(repeating: " ", count: max(0, width - value.count)) + value
        }
        let text =
            label + String(repeating: " ", count: max(0, labelWidth - label.count))
            + padded.joined()
        return String(text.reversed().drop { $0 == " " }.reversed())
    }

    /// A sentence in lines that are not too long.
    static func wrapped(_ text: String) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            if lines[lines.count - 1].count + 1 + word.count > maxWidth { lines.append("") }
            let isFirst = lines[lines.count - 1].isEmpty
            lines[lines.count - 1] += (isFirst ? "" : " ") + word
        }
        return lines
    }
}
