// SPDX-License-Identifier: Apache-2.0

/// Up to which rate each engine answers in time, and so whether a pool pays: two sentences.
struct CurveVerdict {
    /// The sentences; empty when fewer than two engines were measured.
    let text: String

    init(_ curve: LoadCurve, _ report: Report) {
        let engines = report.engines.filter { curve.line($0.id) != nil }
        let least = engines.compactMap { curve.line($0.id)?.points.first?.value(.p99) }.min()
        guard engines.count > 1, let least, least > 0 else {
            text = ""
            return
        }
        let lateness = curve.lines.flatMap(\.points).compactMap(\.result.latenessMicros)
        if let late = Quantiles(lateness)?.median, late > least / 2 {
            text =
                "No clear picture: the generator of load was itself late, by \(Numbers.micros(late)) at p99. "
                + "Measure again on a quieter machine to tell the engines apart."
            return
        }
        let limit = least * 10
        let ends = engines.map { (engine: $0, percent: Self.end(curve.line($0.id), below: limit)) }
        let groups = Dictionary(grouping: ends, by: \.percent).sorted { $0.key > $1.key }
        let parts = groups.map { percent, members in
            let names = members.map(\.engine.name).joined(separator: ", ")
            let first = curve.lines[0].points.first?.percent ?? 0
            return percent > 0
                ? "up to \(percent) % with \(names)" : "not even at \(first) % with \(names)"
        }
        text =
            "\(Self.answer(ends.map { ($0.engine.place, $0.percent) }))p99 stays below "
            + "\(Numbers.micros(limit)), ten times the least of all, \(parts.joined(separator: "; "))."
    }

    /// The highest rate up to which an engine has answered in time, in percent; 0 without one.
    private static func end(_ line: LoadCurve.Line?, below limit: Double) -> Int {
        let good = (line?.points ?? []).prefix { point in
            !point.isIncomplete && (point.value(.p99) ?? .infinity) <= limit
        }
        return good.last?.percent ?? 0
    }

    /// Whether a pool pays, with a blank behind; nothing where there is no pool or are no loops.
    private static func answer(_ ends: [(place: ComparedEngine.Place?, percent: Int)]) -> String {
        let best = { (place: ComparedEngine.Place) in
            ends.filter { $0.place == place }.map(\.percent).max()
        }
        guard let pool = best(.pool), let loops = best(.loops) else { return "" }
        if pool > loops { return "A pool pays here: " }
        return pool < loops
            ? "A pool costs some of the rate here: " : "A pool makes no difference here: "
    }
}
