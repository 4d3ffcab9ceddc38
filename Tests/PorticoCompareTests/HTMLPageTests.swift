// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

struct HTMLPageTests {
    private let page: String

    init() throws {
        page = try HTMLPage(SomeReport.large()).text()
    }

    @Test func loadsNothing() {
        for word in ["src=", "@import", "url(", "<link rel=\"stylesheet\"", "http://", "https://"] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    @Test func showsEveryScenarioWithBarsAndACurve() {
        for scenario in Scenarios.all {
            #expect(page.contains("<section id=\"\(scenario.id)\">"))
        }
        #expect(page.split(separator: "<figure class=\"curve\">").count == Scenarios.all.count + 1)
        #expect(
            page.split(separator: "<figure class=\"bars\">").count == 2 * Scenarios.all.count + 1)
    }

    @Test func saysHowEachScenarioWasMeasured() {
        #expect(page.contains("of a connection. In mixed the two kinds"))
        #expect(page.contains("without that correction. In overload h2load"))
    }

    @Test func carriesTheReport() throws {
        let start = try #require(page.firstRange(of: "id=\"report\">")?.upperBound)
        let end = try #require(page[start...].firstRange(of: "</script>")?.lowerBound)
        let json = page[start..<end].replacing("<\\/", with: "</")
        let report = try Report(json: String(json))
        #expect(try report.json() == SomeReport.large().json())
    }

    @Test func closesWhatItOpens() {
        for tag in ["section", "figure", "div", "table", "svg", "details", "dl", "p", "script"] {
            let opened = page.ranges(of: "<\(tag)>").count + page.ranges(of: "<\(tag) ").count
            #expect(opened == page.ranges(of: "</\(tag)>").count, "\(tag)")
        }
    }

    @Test func quotesWhatTheMachineSays() {
        #expect(page.contains("A &lt;fast&gt; &amp; &quot;good&quot; &lt;/one&gt;"))
    }

    @Test func staysInsideItsDrawing() throws {
        let lines = page.split(separator: "<polyline").dropFirst()
        #expect(lines.count == Scenarios.all.count * ComparedEngine.all.count)
        for line in lines {
            let start = try #require(line.firstRange(of: "points=\"")?.upperBound)
            let points = line[start...].prefix { $0 != "\"" }.split(separator: " ")
            #expect(points.count == Latency.grid.count)
            for point in points {
                let numbers = point.split(separator: ",").compactMap { Double($0) }
                #expect((0...560).contains(numbers[0]) && (0...300).contains(numbers[1]))
            }
        }
    }

    @Test func leavesOutWhatWasNotMeasured() throws {
        var report = SomeReport.of(HelloScenario(), [("pool", [1000], [10])])
        report.wasInterrupted = true
        report.scenarios = SomeReport.large().scenarios
        let page = try HTMLPage(report).text()
        #expect(page.contains("before it was done"))
        #expect(!page.contains("<section id=\"mixed\">"))
    }
}
