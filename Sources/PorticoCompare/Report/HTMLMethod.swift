// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// How the figures came about, at the end of the page.
struct HTMLMethod {
    let report: Report

    var html: String {
        """
        <section id="method">
        <h2>How this was measured</h2>
        \(paragraphs.map { "<p>\(Markup.escape($0))</p>" }.joined(separator: "\n"))
        <dl>
        \(facts.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }.joined(separator: "\n"))
        </dl>
        </section>
        """
    }

    private var paragraphs: [String] { report.method ?? ownMethod + curveMethod }

    /// The way of `portico compare`.
    private var ownMethod: [String] {
        [
            """
            Every measurement has a server process of its own and takes \
            \(Numbers.significant(report.secondsPerMeasurement)) s after a warm-up. The engines take turns \
            in each of \(report.rounds) rounds, so that a machine that slows down does so for all. Shown are \
            medians over the rounds, and beside them the lowest and the highest.
            """,
            """
            wrk asks in a closed loop: \(report.connections) connections, each with one request at a time. \
            A server that stalls is asked less, which hides part of the stall (coordinated omission). wrk \
            corrects its percentiles for that with the mean interval between the requests of a connection.
            """
                + (has(MixedScenario()) ? Self.ofMixed : "")
                + (has(OverloadScenario()) ? Self.ofOverload : ""),
            """
            Processor time and context switches are those of the server process, ended threads included, \
            over the answers that were wanted; peak memory is its VmHWM. A refusal with 503 counts as none.
            """,
        ]
    }

    /// How the load curves came about; nothing without any.
    private var curveMethod: [String] {
        guard let curves = report.curves, !curves.isEmpty else { return [] }
        let points = curves.flatMap(\.lines).flatMap(\.points)
        let lateness = Quantiles(points.compactMap(\.result.latenessMicros))
        let late = lateness.map {
            " The generator itself was late, too: with 99 % of the requests by less than "
                + "\(Numbers.micros($0.median)) in the median over all points, and by less than "
                + "\(Numbers.micros($0.highest)) in the worst; that is part of the latencies."
        }
        return [
            """
            For the load curves a generator of Portico's own asks over \(report.connections) connections in an \
            open loop, at the moments of a Poisson process, the same for every engine. A request that finds no \
            connection free waits, and its latency counts from the moment at which it was due: nothing is \
            omitted. The rates are shares of one reference, what the best engine answered in a closed loop, so \
            that all engines are asked for the same, and one that can do less is seen to fail early. Each rate \
            is measured once, for \(Numbers.significant(report.secondsPerMeasurement / 2)) s, on a server that \
            has served the lower ones before. What has no answer a quarter of that time later counts with the \
            time until then.\(late ?? "")
            """
        ]
    }

    private func has(_ scenario: any Scenario) -> Bool {
        report.scenarios.contains { $0.id == scenario.id }
    }

    private static let ofMixed = """
         In mixed the two kinds of requests are timed apart, request by request and without that correction.
        """

    private static let ofOverload = """
         In overload h2load opens connections at a fixed rate whatever the server does, and times each request \
        from the moment it is sent: there nothing is omitted.
        """

    private var size: [(String, String)] {
        guard let workers = report.workers, let loops = report.loops else { return [] }
        return [("size", "\(workers) workers, \(loops) event bases where there are several")]
    }

    private var facts: [(String, String)] {
        let rates = report.fixedRates.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)/s" }
        let date = Date(timeIntervalSince1970: report.startedAt).formatted(.iso8601)
        return [
            ("command", "<code>\(Markup.escape(report.command))</code>"),
            ("date", Markup.escape(date)),
            (
                "processor",
                Markup.escape("\(report.machine.processor), \(report.machine.cores) cores")
            ),
            ("memory", "\(Numbers.significant(Double(report.machine.memoryMiB) / 1024)) GiB"),
            ("kernel", Markup.escape(report.machine.kernel)),
            ("tools", Markup.escape(report.machine.tools.joined(separator: ", "))),
            ("cores", Markup.escape(report.cores.description)),
        ] + size
            + (rates.isEmpty ? [] : [("fixed rates", Markup.escape(rates.joined(separator: ", ")))])
    }
}
