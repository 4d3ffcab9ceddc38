// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

struct LoadCurveTests {
    /// A curve with these p99s in milliseconds at 10, 50 and 100 %; 0 stands for requests without answers.
    private func report(_ p99s: [(engine: String, millis: [Double])]) -> Report {
        var report = SomeReport.empty(
            engines: ComparedEngine.all.filter { engine in p99s.contains { $0.engine == engine.id }
            },
            scenarios: [])
        let lines = p99s.map { line in
            LoadCurve.Line(
                engine: line.engine,
                points: zip([10, 50, 100], line.millis).map { point($0, $1) })
        }
        report.curves = [
            LoadCurve(
                id: "hello", summary: "Says <hello>.",
                capacities: ["pool": 2000, "libevent": 1000, "async": 500], lines: lines)
        ]
        return report
    }

    private func point(_ percent: Int, _ millis: Double) -> LoadCurve.Point {
        var result = OpenResult(asked: 100, answered: millis > 0 ? 100 : 90, seconds: 0.5)
        result.unanswered = result.asked - result.answered
        let p99 = millis > 0 ? millis * 1000 : 400_000
        result.latency = Latency(micros: Latency.grid.map { $0 >= 99 ? p99 : p99 / 10 })
        result.latenessMicros = 21
        return LoadCurve.Point(percent: percent, rate: Double(percent) * 20, result: result)
    }

    private func verdict(_ p99s: [(engine: String, millis: [Double])]) throws -> String {
        let report = report(p99s)
        return CurveVerdict(try #require(report.curves?.first), report).text
    }

    @Test func takesTheBestEngineForItsScale() throws {
        let curve = try #require(report([("pool", [1, 2, 3])]).curves?.first)
        #expect(curve.reference == "pool" && curve.referenceRate == 2000)
        #expect(curve.lines[0].points[1].rate == 1000)
        #expect(curve.lines[0].points[1].answersPerSecond == 200)
    }

    @Test func saysUpToWhichRateEachEngineIsInTime() throws {
        let text = try verdict([
            ("pool", [1, 2, 9]), ("libevent", [1.5, 2, 11]), ("one-base", [20, 0, 0]),
        ])
        #expect(
            text == """
                A pool pays here: p99 stays below 10.0ms, ten times the least of all, up to 100 % with native \
                pool; up to 50 % with libevent threading (2 bases); not even at 10 % with one base inline.
                """)
    }

    @Test func saysWhenAPoolDoesNotPay() throws {
        #expect(
            try verdict([("pool", [1, 2, 50]), ("libevent", [1, 2, 3])])
                .hasPrefix("A pool costs some of the rate here: "))
        #expect(
            try verdict([("pool", [1, 2, 3]), ("libevent", [1, 2, 3])])
                .hasPrefix("A pool makes no difference here: "))
        #expect(try verdict([("pool", [1, 2, 3]), ("async", [1, 2, 3])]).hasPrefix("p99 stays"))
        #expect(try verdict([("pool", [1, 2, 3])]).isEmpty)
    }

    @Test func blamesNoEngineWhenItWasLateItself() throws {
        let text = try verdict([("pool", [0.04, 2, 9]), ("libevent", [0.04, 2, 11])])
        #expect(text.hasPrefix("No clear picture: ") && text.contains("21.0µs at p99"))
    }

    @Test func doesNotCountAsInTimeWhatIsNotAnswered() throws {
        #expect(
            try verdict([("pool", [300, 0, 500]), ("libevent", [300, 350, 400])])
                .contains("up to 10 % with native pool"))
    }

    @Test func drawsALineForEachEngineAndMarksWhatIsMissing() throws {
        let page = try HTMLPage(report([("pool", [1, 2, 9]), ("libevent", [1, 0, 0])])).text()
        #expect(page.contains("<section id=\"load-curve-hello\">"))
        #expect(page.contains("<a href=\"#load-curve-hello\">"))
        #expect(page.contains("Says &lt;hello&gt;."))
        #expect(page.split(separator: "<polyline").count == 1 + 2 * 2, "p50 and p99")
        #expect(page.split(separator: "<circle").count == 1 + 2 * 2, "both rates, twice")
        #expect(page.contains("○ at least"))
        #expect(page.contains("at the moments of a Poisson process"))
        for tag in ["section", "figure", "div", "table", "svg", "details", "nav"] {
            let opened = page.ranges(of: "<\(tag)>").count + page.ranges(of: "<\(tag) ").count
            #expect(opened == page.ranges(of: "</\(tag)>").count, "\(tag)")
        }
    }

    @Test func staysInsideItsDrawing() throws {
        let page = try HTMLPage(report([("pool", [0.0001, 2, 90_000])])).text()
        for line in page.split(separator: "points=\"").dropFirst() {
            let points = line.prefix { $0 != "\"" }.split(separator: " ")
            #expect(points.count == 3)
            for point in points {
                let numbers = point.split(separator: ",").compactMap { Double($0) }
                #expect((0...560).contains(numbers[0]) && (0...300).contains(numbers[1]))
            }
        }
    }

    @Test func saysNothingOfCurvesWithoutAny() throws {
        let page = try HTMLPage(SomeReport.large()).text()
        #expect(!page.contains("load curve") && !page.contains("Poisson"))
    }

    @Test func printsATableNoWiderThanATerminal() {
        let all = ComparedEngine.all.map { (engine: $0.id, millis: [1.0, 20, 0]) }
        let lines = TerminalTable(report(all)).lines
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines.contains { $0.hasPrefix("load-curve hello: Says <hello>. 100 % are 2000") })
        #expect(lines.contains { $0.hasPrefix(" 50 % 1000/s") && $0.contains("20.0ms*") })
        #expect(lines.contains { $0.hasPrefix("100 % 2000/s") && $0.contains(">400ms") })
    }

    @Test func carriesTheCurvesInItsJSON() throws {
        let report = report([("pool", [1, 2, 3]), ("libevent", [1, 0, 3])])
        let json = try report.json()
        #expect(json.contains("\"curves\":[{\"capacities\":{"))
        #expect(json.contains("\"unanswered\":10"))
        #expect(try Report(json: json).curves == report.curves)
        #expect(try Report(json: SomeReport.large().json()).curves == nil)
    }

    @Test func leavesTheCurvesOutWhenTimeIsShort() throws {
        func curves(_ scenarios: String?, isQuick: Bool) throws -> [String] {
            var flags = SettingsFlags()
            (flags.scenarios, flags.isQuick) = (scenarios, isQuick)
            let settings = try flags.settings(Scenarios.all, curves: LoadCurves.scenarios)
            #expect(settings.scenarios.isEmpty == (scenarios == "load-curve"))
            return settings.curves.map(\.id)
        }
        let all = ["hello", "mixed", "blocking"]
        #expect(try curves(nil, isQuick: true) == [])
        #expect(try curves(nil, isQuick: false) == all)
        #expect(try curves("load-curve", isQuick: true) == all)
        #expect(try curves("hello,cpu", isQuick: false) == [])
        #expect(Settings.quick.expectedDuration < .seconds(75))
    }
}
