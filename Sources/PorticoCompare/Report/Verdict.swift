// SPDX-License-Identifier: Apache-2.0

/// Which engine is the best in a scenario, by how much, and why: two sentences.
///
/// A pool is compared with the loops, and the loops with a pool. An engine of another kind that comes
/// between them is named, too.
package struct Verdict {
    /// The sentences; empty when fewer than two engines were measured.
    package let text: String

    private struct Result {
        var engine: Report.EngineFacts
        var value: Quantiles
    }

    package init(_ report: Report, _ scenario: Report.ScenarioFacts) {
        let figure = scenario.keyFigure
        let results = report.engines.compactMap { engine -> Result? in
            report.quantiles(figure, engine: engine.id, scenario: scenario.id)
                .map { Result(engine: engine, value: $0) }
        }.sorted {
            figure.isBetterHigher
                ? $0.value.median > $1.value.median : $0.value.median < $1.value.median
        }
        guard let first = results.first, results.count > 1 else {
            // Where the others have no such figure, as they have not answered.
            let mute = Self.mute(report, scenario, besides: nil)
            text =
                results.isEmpty || mute.isEmpty
                ? "" : "Only \(Self.name(results[0], figure)) answers." + mute
            return
        }
        let camp = first.engine.place == .loops ? ComparedEngine.Place.pool : .loops
        let rival = results.first { $0.engine.place == camp } ?? results[1]
        let mute = Self.mute(report, scenario, besides: rival)
        let ratio = Self.ratio(first.value.median, rival.value.median)
        let both = "\(Self.name(first, figure)) and \(Self.name(rival, figure))"
        guard ratio >= 1.05 else {
            text =
                "No clear winner: \(both) are as good as equal."
                + Self.reason(scenario, nil, [first, rival]) + mute
            return
        }
        guard report.rounds == 1 || !first.value.overlaps(rival.value) else {
            text =
                "No clear winner: \(both) overlap from round to round. "
                + "Measure again on a quieter machine, or with more rounds, to tell them apart."
                + mute
            return
        }
        let lead = "\(Self.capitalised(first.engine.name)) \(Self.verb(figure)) "
        text =
            lead + "\(figure.text(first.value.median))\(Self.unit(figure)); "
            + "\(rival.engine.name) \(Self.comparison(figure, ratio, rival.value.median))"
            + Self.nextBest(results, rival, figure) + "."
            + Self.reason(scenario, first.engine.place, [first, rival]) + mute
    }

    /// The engine between the first and its rival that is neither a pool nor loops.
    private static func nextBest(_ results: [Result], _ rival: Result, _ figure: Figure) -> String {
        let camps = [results[0].engine.place, rival.engine.place]
        let next = results.prefix { $0.engine.id != rival.engine.id }
            .first { !camps.contains($0.engine.place) }
        return next.map { ". Between them: \(name($0, figure))" } ?? ""
    }

    /// Why, behind a blank; nothing where it is not our engines that are compared.
    private static func reason(
        _ scenario: Report.ScenarioFacts, _ place: ComparedEngine.Place?, _ results: [Result]
    ) -> String {
        guard results.allSatisfy({ $0.engine.place != nil }),
            let known = Scenarios.all.first(where: { $0.id == scenario.id })
        else { return "" }
        return " " + known.reason(place)
    }

    /// The engines that have not answered at all, behind a blank, without the rival.
    private static func mute(
        _ report: Report, _ scenario: Report.ScenarioFacts, besides rival: Result?
    ) -> String {
        let names = report.engines.filter { engine in
            let rate = report.quantiles(
                .requestsPerSecond, engine: engine.id, scenario: scenario.id)
            return rate?.highest == 0 && engine.id != rival?.engine.id
        }.map(\.name)
        return names.isEmpty
            ? "" : " Not a single answer came from \(names.joined(separator: ", "))."
    }

    private static func ratio(_ one: Double, _ other: Double) -> Double {
        guard min(one, other) > 0 else { return one == other ? 1 : .infinity }
        return max(one, other) / min(one, other)
    }

    private static func name(_ result: Result, _ figure: Figure) -> String {
        "\(result.engine.name) (\(figure.text(result.value.median)))"
    }

    private static func capitalised(_ name: String) -> String {
        name.prefix(1).uppercased() + name.dropFirst()
    }

    private static func verb(_ figure: Figure) -> String {
        figure.isBetterHigher ? "answers most:" : "has the lowest \(figure.title):"
    }

    private static func unit(_ figure: Figure) -> String {
        figure == .requestsPerSecond ? " requests a second" : ""
    }

    /// How the other one does: `takes 11 times as long (104ms)`.
    private static func comparison(_ figure: Figure, _ ratio: Double, _ value: Double) -> String {
        let value = figure.text(value)
        guard ratio.isFinite else { return "answers none" }
        if figure.isBetterHigher {
            return ratio < 2
                ? "answers \(Numbers.decimal(100 - 100 / ratio, places: 0)) % fewer (\(value))"
                : "answers \(value), \(Numbers.ratio(ratio)) times fewer"
        }
        return ratio < 2
            ? "needs \(Numbers.decimal(ratio * 100 - 100, places: 0)) % more (\(value))"
            : "needs \(value), \(Numbers.ratio(ratio)) times as much"
    }
}
