// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

extension CLITests {
    struct ReportTests {
        /// The least that a report may say, in the way that `make bench` writes it.
        private static let report = """
            {"command":"make bench","startedAt":1700000000,"cores":{"server":[0],"generator":[1],
            "areSeparate":true},"connections":64,"rounds":1,"secondsPerMeasurement":2,"fixedRates":{},
            "wasInterrupted":false,"title":"Portico beside others",
            "machine":{"processor":"one","cores":2,"memoryMiB":2048,"kernel":"Linux","tools":["wrk 4"]},
            "method":["By turns."],"engines":[{"id":"nginx","name":"nginx"}],
            "scenarios":[{"id":"bare","summary":"GET /","keyFigure":"requestsPerSecond",
            "secondFigure":"cpuPerRequest"}],
            "cells":[{"scenario":"bare","engine":"nginx","samples":[
            {"requestsPerSecond":48000.5,"latency":{"micros":[]},"refused":0,"failed":0}]}]}
            """

        /// A file with this text, and the path beside it of a page; both are gone afterwards.
        private func withFile(_ text: String, _ body: (_ json: String, _ page: URL) throws -> Void)
            throws
        {
            let folder = FileManager.default.temporaryDirectory
                .appendingPathComponent("report-test-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let json = folder.appendingPathComponent("report.json")
            try Data(text.utf8).write(to: json)
            try body(json.path, folder.appendingPathComponent("page.html"))
        }

        @Test func makesAPage() async throws {
            try await blocking {
                try withFile(Self.report) { json, page in
                    let run = try CommandRun.toEnd(["report", json, "--html", page.path])
                    #expect(try run.waitForEnd() == .exit(0), "\(run.errors.text)")
                    let html = try String(contentsOf: page, encoding: .utf8)
                    #expect(html.contains("<h1>Portico beside others</h1>"))
                    #expect(html.contains("48.0k"))
                    #expect(html.hasSuffix("</html>\n"))
                }
            }
        }

        /// Not an empty file: Foundation leaks the buffer for it, which the address sanitizer reports.
        @Test(arguments: [" ", "{", "{\"title\":\"Nothing else\"}"])
        func refusesWhatIsNoReportInOneLine(_ text: String) async throws {
            try await blocking {
                try withFile(text) { json, page in
                    let run = try CommandRun.toEnd(["report", json, "--html", page.path])
                    #expect(try run.waitForEnd() == .exit(66))
                    #expect(run.errors.lines.count == 1, "\(run.errors.text)")
                    #expect(run.errors.text.contains("cannot read the report \(json)"))
                    #expect(!FileManager.default.fileExists(atPath: page.path))
                }
            }
        }

        @Test func isNoCommandForEverybody() async throws {
            try await blocking {
                let help = try CommandRun.toEnd(["--help"]).output.text
                #expect(help.contains("compare") && !help.contains("report  "))
            }
        }
    }
}
