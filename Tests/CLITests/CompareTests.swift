// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import TestSupport
import Testing

extension CLITests {
    struct CompareTests {
        static let flags = [
            "--engines", "--scenarios", "--connections", "--workers", "--duration", "--rounds",
            "--quick", "--syscalls", "--json", "--html", "--help",
        ]

        /// Empty when a comparison can be made here, or the reason why not.
        static let whyNothingCanBeCompared: String = {
            if Sanitizer.isOn { return "its figures mean nothing under a sanitizer" }
            let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
            let isThere = folders.contains {
                FileManager.default.isExecutableFile(atPath: "\($0)/wrk")
            }
            return isThere ? "" : "wrk is not installed"
        }()

        /// A folder that is gone afterwards.
        static func inFolder(_ body: (URL) throws -> Void) throws {
            let folder = FileManager.default.temporaryDirectory
                .appendingPathComponent("compare-test-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try body(folder)
        }

        @Test func explainsEveryFlag() async throws {
            try await blocking {
                let run = try CommandRun.toEnd(["compare", "--help"])
                #expect(try run.waitForEnd() == .exit(0))
                for flag in Self.flags { #expect(run.output.text.contains(flag)) }
                for id in [
                    "pool-loops", "libevent", "overload", "mixed", "load-curve", "(default: 64)",
                ] {
                    #expect(run.output.text.contains(id))
                }
            }
        }

        @Test func keepsItsServerToItself() async throws {
            try await blocking {
                let help = try CommandRun.toEnd(["--help"]).output.text
                #expect(help.contains("compare") && !help.contains("compare-server"))
            }
        }

        @Test(arguments: [
            (["--engines", "foo"], "foo"), (["--engines", "pool,"], "\"\""),
            (["--scenarios", "hello,nothing"], "nothing"), (["--rounds", "0"], "0"),
            (["--rounds=-1"], "-1"), (["--rounds", "many"], "many"), (["--duration", "0"], "0"),
            (["--duration", "1000"], "1000"), (["--connections", "0"], "0"),
            (["--workers", "5000"], "5000"), (["--workers=-4"], "-4"), (["--bogus"], "--bogus"),
            (["extra"], "extra"),
        ])
        func refusesWhatMakesNoSenseInOneLine(_ arguments: [String], _ word: String) async throws {
            try await blocking {
                let run = try CommandRun.toEnd(["compare"] + arguments)
                #expect(try run.waitForEnd() == .exit(64))
                #expect(run.errors.text.contains(word))
                #expect(run.errors.lines.count == 1, "\(run.errors.text)")
                #expect(run.output.text.isEmpty)
            }
        }

        @Test(arguments: ["--html", "--json"])
        func saysAtOnceThatItCannotWrite(_ flag: String) async throws {
            try await blocking {
                let run = try CommandRun.toEnd(["compare", flag, "/no/such/folder/page"])
                #expect(try run.waitForEnd() == .exit(73))
                #expect(run.errors.lines.count == 1, "\(run.errors.text)")
                #expect(run.errors.text.contains("/no/such/folder"))
            }
        }

        @Test func saysHowToGetWrk() async throws {
            try await blocking {
                let run = try CommandRun.toEnd(
                    ["compare", "--quick"], prefix: ["/usr/bin/env", "PATH=/no/such/folder"])
                #expect(try run.waitForEnd() == .exit(69))
                #expect(run.errors.lines.count == 1, "\(run.errors.text)")
                #expect(run.errors.text.contains("apt-get install wrk"))
            }
        }

        @Test func measuresAndReports() async throws {
            guard Self.whyNothingCanBeCompared.isEmpty else {
                print("no comparison was made: \(Self.whyNothingCanBeCompared)")
                return
            }
            try await blocking {
                try Self.inFolder { folder in
                    let (page, json) = (
                        folder.appendingPathComponent("page.html"),
                        folder.appendingPathComponent("report.json")
                    )
                    let run = try CommandRun.toEnd([
                        "compare", "--quick", "--duration", "0.2", "--engines", "pool,libevent",
                        "--scenarios", "hello,mixed", "--connections", "4", "--workers", "2",
                        "--html", page.path, "--json", json.path,
                    ])
                    #expect(try run.waitForEnd() == .exit(0), "\(run.errors.text)")
                    #expect(run.output.lines.allSatisfy { $0.count <= 100 })
                    for line in ["hello:", "mixed:", "requests/s", "p99", "CPU/request"] {
                        #expect(run.output.lines.contains { $0.hasPrefix(line) }, "\(line)")
                    }
                    #expect(run.errors.lines.first?.contains("4 measurements") == true)
                    let html = try String(contentsOf: page, encoding: .utf8)
                    #expect(html.contains("</html>"))
                    let text = try String(contentsOf: json, encoding: .utf8)
                    #expect(text.contains("\"command\":\"portico compare --quick"))
                    #expect(text.contains("\"slowLatency\":{"), "the slow ones are timed apart")
                }
            }
        }

        @Test func drawsLoadCurves() async throws {
            guard Self.whyNothingCanBeCompared.isEmpty else {
                print("no load curve was drawn: \(Self.whyNothingCanBeCompared)")
                return
            }
            try await blocking {
                try Self.inFolder { folder in
                    let json = folder.appendingPathComponent("report.json")
                    let run = try CommandRun.toEnd([
                        "compare", "--quick", "--duration", "0.1", "--engines", "pool",
                        "--scenarios", "load-curve", "--connections", "4", "--workers", "2",
                        "--json", json.path,
                    ])
                    #expect(try run.waitForEnd() == .exit(0), "\(run.errors.text)")
                    for id in ["hello", "mixed", "blocking"] {
                        #expect(run.output.lines.contains { $0.hasPrefix("load-curve \(id): ") })
                    }
                    #expect(run.output.lines.count { $0.hasPrefix(" 10 % ") } == 6, "p50 and p99")
                    #expect(run.errors.lines.first?.contains("3 load curves") == true)
                    let text = try String(contentsOf: json, encoding: .utf8)
                    #expect(text.contains("\"curves\":[{\"capacities\":{\"pool\":"))
                }
            }
        }

        @Test func reportsWhatItHasWhenInterrupted() async throws {
            guard Self.whyNothingCanBeCompared.isEmpty else {
                print("no comparison was interrupted: \(Self.whyNothingCanBeCompared)")
                return
            }
            try await blocking {
                let run = try CommandRun([
                    "compare", "--engines", "pool", "--scenarios", "hello,blocking,body",
                    "--duration", "0.3", "--rounds", "100",
                ])
                defer { run.kill(SIGKILL) }
                // The second line of progress: something has been measured by then.
                try run.errors.wait(count: 2) { $0.hasSuffix(" to go") }
                run.kill(SIGINT)
                #expect(try run.waitForEnd() == .exit(130))
                #expect(run.output.lines.contains { $0.hasPrefix("hello:") })
                #expect(run.output.lines.contains { $0.hasPrefix("requests/s") })
            }
        }
    }
}
