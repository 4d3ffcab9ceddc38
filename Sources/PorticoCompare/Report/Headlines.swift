// SPDX-License-Identifier: Apache-2.0

/// The price of a pool and what it buys, each as one large number.
struct Headlines {
    let report: Report

    private struct Headline {
        var scenario: String
        var figure: Figure
        /// What there is more or less of.
        var what: String
    }

    private static let all = [
        Headline(
            scenario: "hello", figure: .cpuPerRequest,
            what: "processor time for a request with nothing to do"),
        Headline(
            scenario: "blocking", figure: .requestsPerSecond,
            what: "requests a second when each blocks its thread for 5 ms"),
        Headline(
            scenario: "mixed", figure: .p99,
            what: "time at p99 for fast requests among a few slow ones"),
    ]

    var html: String {
        let cards = Self.all.compactMap(card)
        return cards.isEmpty ? "" : "<div class=\"cards\">\(cards.joined(separator: "\n"))</div>"
    }

    private func card(_ headline: Headline) -> String? {
        guard
            let pool = report.quantiles(
                headline.figure, engine: "pool", scenario: headline.scenario)?.median,
            let loops = report.quantiles(
                headline.figure, engine: "libevent", scenario: headline.scenario)?.median,
            pool > 0, loops > 0
        else { return nil }
        let isMore = pool > loops
        let ratio = isMore ? pool / loops : loops / pool
        let isGain = isMore == headline.figure.isBetterHigher
        // Less than that is noise.
        let isSame = ratio < 1.05
        let number =
            ratio < 1.5
            ? "\(Numbers.decimal(abs(pool / loops - 1) * 100, places: 0)) %"
            : "\(Numbers.ratio(ratio))×"
        let comparison = isSame ? "the same" : isMore ? "more" : "less"
        let kind = isSame ? "same" : isGain ? "gain" : "price"
        return """
            <a class="card \(kind)" href="#\(headline.scenario)">\
            <strong>\(isSame ? "≈" : number)</strong> <span>\(comparison) \(headline.what)</span>\
            <small>pool \(headline.figure.text(pool)), libevent \(headline.figure.text(loops))</small></a>
            """
    }
}
