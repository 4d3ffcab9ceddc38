// SPDX-License-Identifier: Apache-2.0

/// A load curve as tables of text: a row for each rate, an engine a column.
struct CurveTable {
    let curve: LoadCurve
    let report: Report

    /// All lines: the median first, then p99.
    var lines: [String] {
        guard !engines.isEmpty else { return [] }
        let title = "\(LoadCurves.id) \(curve.id): \(curve.summary) \(curve.scale(in: report))"
        return ["", title].flatMap(TerminalTable.wrapped)
            + table(.p50) + table(.p99)
            + (hasMissing ? ["> at least: not all were answered by the end"] : [])
    }

    private var engines: [Report.EngineFacts] {
        report.engines.filter { curve.line($0.id) != nil }
    }

    private var hasMissing: Bool {
        curve.lines.contains { $0.points.contains(where: \.isIncomplete) }
    }

    private func table(_ figure: Figure) -> [String] {
        let width = min(14, (TerminalTable.maxWidth - TerminalTable.labelWidth) / engines.count)
        let percents = curve.lines.first?.points.map(\.percent) ?? []
        return [TerminalTable.line(figure.title, engines.map(\.id), width)]
            + percents.map { percent in
                let points = engines.map { curve.point($0.id, percent) }
                return TerminalTable.line(
                    label(percent), texts(points, figure), width)
            }
    }

    private func label(_ percent: Int) -> String {
        let rate = Numbers.count(curve.referenceRate * Double(percent) / 100)
        return String(repeating: " ", count: percent < 100 ? 1 : 0) + "\(percent) % \(rate)/s"
    }

    private func texts(_ points: [LoadCurve.Point?], _ figure: Figure) -> [String] {
        let values = points.map { $0.flatMap { $0.value(figure) } }
        let best = Ranking.best(values.compactMap(\.self), figure)
        return zip(points, values).map { point, value in
            guard let point, let value else { return "–" }
            let text = (point.isIncomplete ? ">" : "") + figure.text(value)
            return text + (value == best ? "*" : " ")
        }
    }
}

extension LoadCurve {
    /// The point of an engine at a rate.
    func point(_ engine: String, _ percent: Int) -> Point? {
        line(engine)?.points.first { $0.percent == percent }
    }

    /// What 100 % are, in a sentence.
    func scale(in report: Report) -> String {
        let name = report.engines.first { $0.id == reference }?.name ?? "the best engine"
        return
            "100 % are \(Numbers.count(referenceRate)) requests/s, which \(name) answers when it is asked "
            + "as fast as it answers\(capacities.count > 1 ? "; the others answer less" : "")."
    }
}

extension LoadCurve.Point {
    /// A latency; nil when nothing was asked.
    func value(_ figure: Figure) -> Double? {
        figure == .p50 ? result.latency.at(50) : result.latency.at(99)
    }

    /// Whether so many requests had no answer in the end that p99 is larger than it says.
    var isIncomplete: Bool {
        Double(result.unanswered + result.failed) > 0.01 * Double(result.asked)
    }
}
