// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A latency against the rate of requests: a line for each engine.
///
/// To the right the rate grows evenly; upwards each step is ten times as long.
struct LoadChart {
    let curve: LoadCurve
    let report: Report
    let figure: Figure

    private static let (width, height) = (560.0, 300.0)
    private static let (left, right, top, bottom) = (72.0, 18.0, 12.0, 34.0)
    private static let percents = [20, 40, 60, 80, 100, 120]

    /// The drawing, or nothing when there is nothing to draw.
    var html: String {
        guard let range else { return "" }
        // The one in front is drawn last.
        let drawn = report.engines.reversed().compactMap { line($0, range) }
        return """
            <figure class="curve"><figcaption>\(Markup.escape(figure.longTitle)) \
            <small>by the rate of requests; lower is better</small></figcaption>
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" \
            aria-label="\(Markup.escape(figure.longTitle)) by the rate of requests">
            \(axes(range))
            \(drawn.joined(separator: "\n"))
            </svg></figure>
            """
    }

    /// That of p50 and p99, so that both drawings can be laid beside each other.
    private var range: ClosedRange<Double>? {
        let points = curve.lines.flatMap(\.points)
        let values = points.flatMap { [$0.value(.p50), $0.value(.p99)] }.compactMap(\.self)
        guard let least = values.min(), let most = values.max() else { return nil }
        let lowest = pow(10, floor(log10(max(1, least))))
        return lowest...max(lowest * 10, pow(10, ceil(log10(max(1, most)))))
    }

    private func line(_ engine: Report.EngineFacts, _ range: ClosedRange<Double>) -> String? {
        let colour = Markup.colour(of: engine, in: report)
        let places = (curve.line(engine.id)?.points ?? []).compactMap { point in
            point.value(figure).map {
                (x: x(point.percent), y: y($0, range), isIncomplete: point.isIncomplete)
            }
        }
        guard !places.isEmpty else { return nil }
        let points = places.map { "\(Markup.number($0.x)),\(Markup.number($0.y))" }
        let marks = places.filter(\.isIncomplete).map {
            "<circle class=\"k\(colour)\" cx=\"\(Markup.number($0.x))\" cy=\"\(Markup.number($0.y))\" r=\"4\"/>"
        }
        return """
            <polyline class="k\(colour)" points="\(points.joined(separator: " "))">\
            <title>\(Markup.escape(engine.name))</title></polyline>\(marks.joined())
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
                    + "\(CurveChart.label(value))</text>")
            value *= 10
        }
        for percent in Self.percents {
            let x = Markup.number(x(percent))
            parts.append(
                "<path\(percent == 100 ? " class=\"full\"" : "") "
                    + "d=\"M\(x) \(Markup.number(Self.top))V\(Markup.number(Self.height - Self.bottom))\"/>"
                    + "<text x=\"\(x)\" y=\"\(Markup.number(Self.height - 12))\" text-anchor=\"middle\">"
                    + "\(percent) %</text>")
        }
        return "<g class=\"axes\">\(parts.joined())</g>"
    }

    private func x(_ percent: Int) -> Double {
        Self.left + Double(percent) / 125 * (Self.width - Self.left - Self.right)
    }

    private func y(_ micros: Double, _ range: ClosedRange<Double>) -> Double {
        let share =
            log10(max(1, micros) / range.lowerBound) / log10(range.upperBound / range.lowerBound)
        return Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom)
    }
}
