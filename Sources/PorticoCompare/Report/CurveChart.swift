// SPDX-License-Identifier: Apache-2.0
import Glibc

/// How long answers took, from the fastest to the slowest: a line for each engine.
///
/// Both axes are logarithmic: to the right each step leaves a tenth of the answers, upwards each step is
/// ten times as long.
struct CurveChart {
    let report: Report
    let scenario: String

    private static let (width, height) = (560.0, 300.0)
    private static let (left, right, top, bottom) = (72.0, 24.0, 12.0, 34.0)
    private static let marks: [(percent: Double, label: String)] = [
        (0, "0"), (50, "50 %"), (90, "90 %"), (99, "99 %"), (99.9, "99.9 %"), (99.99, "99.99 %"),
    ]

    private struct Line {
        var colour: Int
        var name: String
        var micros: [Double]
    }

    /// The drawing, or nothing when there is nothing to draw.
    var html: String {
        let lines = report.engines.compactMap(line)
        let values = lines.flatMap(\.micros)
        guard let least = values.min(), let most = values.max() else { return "" }
        let range = powerOfTen(below: least)...max(powerOfTen(above: most), 1)
        // The one in front is drawn last.
        let drawn = lines.reversed().map { curve($0, range) }.joined(separator: "\n")
        return """
            <figure class="curve"><figcaption>How long answers took \
            <small>by share of them; lower is better</small></figcaption>
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" \
            aria-label="Latency by percentile">
            \(axes(range))
            \(drawn)
            </svg></figure>
            """
    }

    /// The medians over the rounds at each percentile.
    private func line(_ engine: Report.EngineFacts) -> Line? {
        let samples = report.samples(engine: engine.id, scenario: scenario)
            .filter { $0.latency.micros.count == Latency.grid.count }
        guard !samples.isEmpty else { return nil }
        let micros = Latency.grid.indices.compactMap { index in
            Quantiles(samples.map { max(1, $0.latency.micros[index]) })?.median
        }
        return Line(
            colour: Markup.colour(of: engine, in: report), name: engine.name, micros: micros)
    }

    private func curve(_ line: Line, _ range: ClosedRange<Double>) -> String {
        let points = zip(Latency.grid, line.micros).map { percent, micros in
            "\(Markup.number(x(percent))),\(Markup.number(y(micros, range)))"
        }
        return """
            <polyline class="k\(line.colour)" points="\(points.joined(separator: " "))">\
            <title>\(Markup.escape(line.name))</title></polyline>
            """
    }

    // MARK: Axes

    private func axes(_ range: ClosedRange<Double>) -> String {
        var parts: [String] = []
        var value = range.lowerBound
        while value <= range.upperBound * 1.001 {
            let y = Markup.number(y(value, range))
            parts.append(
                "<path d=\"M\(Markup.number(Self.left)) \(y)H\(Markup.number(Self.width - Self.right))\"/>"
                    + "<text x=\"\(Markup.number(Self.left - 8))\" y=\"\(y)\" dy=\".35em\" text-anchor=\"end\">"
                    + "\(Self.label(value))</text>")
            value *= 10
        }
        for mark in Self.marks {
            let x = Markup.number(x(mark.percent))
            parts.append(
                "<path d=\"M\(x) \(Markup.number(Self.top))V\(Markup.number(Self.height - Self.bottom))\"/>"
                    + "<text x=\"\(x)\" y=\"\(Markup.number(Self.height - 12))\" text-anchor=\"middle\">"
                    + "\(mark.label)</text>")
        }
        return "<g class=\"axes\">\(parts.joined())</g>"
    }

    /// The slowest of all stands a little to the right of 99.99 %.
    private func x(_ percent: Double) -> Double {
        let steps = percent >= 100 ? 4.3 : log10(100 / (100 - percent))
        return Self.left + steps / 4.3 * (Self.width - Self.left - Self.right)
    }

    private func y(_ micros: Double, _ range: ClosedRange<Double>) -> Double {
        let share = log10(micros / range.lowerBound) / log10(range.upperBound / range.lowerBound)
        return Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom)
    }

    static func label(_ micros: Double) -> String {
        switch micros {
        case ..<1000: "\(Int(micros)) µs"
        case ..<1_000_000: "\(Int(micros / 1000)) ms"
        default: "\(Int(micros / 1_000_000)) s"
        }
    }

    private func powerOfTen(below value: Double) -> Double {
        var power = 1.0
        while power * 10 <= value { power *= 10 }
        return power
    }

    private func powerOfTen(above value: Double) -> Double {
        var power = 10.0
        while power < value { power *= 10 }
        return power
    }

}
