// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

extension CLITests {
    /// `Tests/OwnHandlers`, a program that compares engines on handlers of its own.
    struct OwnHandlersTests {
        private func run(_ arguments: [String], asking: String = "notes") throws -> CommandRun {
            let run = try CommandRun(
                arguments, prefix: ["/usr/bin/env", "ASK=\(asking)"],
                program: CommandRun.built("OwnHandlers"))
            _ = try run.waitForEnd()
            return run
        }

        @Test(arguments: [
            ("nothing", "0 requests"), ("blank", "percent"), ("head", "HEAD"), ("weight", "weight"),
            ("length", "Content-Length"),
        ])
        func refusesRequestsThatMakeNoSense(_ asking: String, _ word: String) async throws {
            try await blocking {
                let run = try run([], asking: asking)
                #expect(try run.waitForEnd() == .exit(64))
                #expect(run.errors.lines.count == 1, "\(run.errors.text)")
                #expect(run.errors.text.hasPrefix("OwnHandlers: cannot compare"))
                #expect(run.errors.text.contains(word))
            }
        }

        private static let wrongArguments: [(words: [String], code: Int32)] = [
            (["--bogus"], 64), (["--engines", "nothing"], 64), (["--rounds=0"], 64),
            (["--html", "/no/such/folder/page"], 73),
        ]

        @Test(arguments: wrongArguments.indices)
        func refusesWrongArguments(_ index: Int) async throws {
            let (words, code) = Self.wrongArguments[index]
            try await blocking {
                let run = try run(words)
                #expect(try run.waitForEnd() == .exit(code))
                #expect(run.errors.lines.count == 1, "\(run.errors.text)")
            }
        }

        @Test func refusesRequestsThatTheHandlersRefuse() async throws {
            guard CompareTests.whyNothingCanBeCompared.isEmpty else {
                print("no requests were tried: \(CompareTests.whyNothingCanBeCompared)")
                return
            }
            try await blocking {
                let run = try run(["--quick"], asking: "unknown")
                #expect(try run.waitForEnd() == .exit(65))
                #expect(run.errors.lines.count == 1, "\(run.errors.text)")
                #expect(run.errors.text.contains("GET /no/such/path: it is answered with 404"))
            }
        }

        @Test func explainsItself() async throws {
            try await blocking {
                let run = try run(["--help"])
                #expect(try run.waitForEnd() == .exit(0))
                #expect(run.output.text.contains("usage: OwnHandlers [options]"))
                #expect(run.output.lines.last == "done", "main returns to the program")
            }
        }

        /// The handlers answer with less than 400 only if each byte has come through.
        @Test func measuresItsOwnHandlers() async throws {
            guard CompareTests.whyNothingCanBeCompared.isEmpty else {
                print("no handlers were compared: \(CompareTests.whyNothingCanBeCompared)")
                return
            }
            try await blocking {
                try CompareTests.inFolder { folder in
                    let page = folder.appendingPathComponent("page.html").path
                    let json = folder.appendingPathComponent("report.json").path
                    let run = try run([
                        "--quick", "--duration", "0.1", "--engines", "pool,async",
                        "--connections", "4", "--workers", "2", "--html", page, "--json", json,
                    ])
                    #expect(try run.waitForEnd() == .exit(0), "\(run.errors.text)")
                    #expect(
                        run.output.lines.contains {
                            $0.hasPrefix("notes: ") && $0.contains("POST /notes")
                        })
                    #expect(run.output.lines.contains { $0.hasPrefix("requests/s") })
                    #expect(!run.output.lines.contains { $0.hasPrefix("503s") }, "all are wanted")
                    #expect(!run.errors.text.contains("asked for a note"))
                    let text = try String(contentsOfFile: json, encoding: .utf8)
                    #expect(
                        run.output.lines.contains {
                            $0.hasPrefix("other: The clients ask for GET /.")
                        })
                    #expect(text.contains("\"refused\":0") && text.contains("\"failed\":0"))
                    #expect(!text.contains("\"requestsPerSecond\":0,"))
                    let html = try String(contentsOfFile: page, encoding: .utf8)
                    // Of the last one that wrote it.
                    #expect(html.contains("<section id=\"other\">"))
                }
            }
        }
    }
}
