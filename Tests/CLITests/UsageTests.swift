// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

extension CLITests {
    struct UsageTests {
        static let flags = [
            "--host", "--port", "--unix", "--workers", "--loops", "--engine", "--max-requests",
            "--quiet",
            "--reuse-port", "--drain-delay", "--drain-deadline", "--help",
        ]

        @Test(arguments: [["--help"], ["-h"], [], ["help"]])
        func namesItsCommands(_ arguments: [String]) async throws {
            try await blocking {
                let run = try CommandRun.toEnd(arguments)
                #expect(try run.waitForEnd() == .exit(0))
                #expect(run.output.text.contains("USAGE: portico"))
                #expect(run.output.text.contains("book"))
                #expect(run.output.text.contains("--help"))
                #expect(run.output.text.contains("--version"))
                #expect(run.errors.text.isEmpty)
            }
        }

        @Test(arguments: [["book", "--help"], ["help", "book"], ["book", "-h"]])
        func explainsEveryFlagOfBook(_ arguments: [String]) async throws {
            try await blocking {
                let run = try CommandRun.toEnd(arguments)
                #expect(try run.waitForEnd() == .exit(0))
                let help = run.output.text
                #expect(run.errors.text.isEmpty)
                let options = help[try #require(help.firstRange(of: "OPTIONS:")).upperBound...]
                let lines = options.split(separator: "\n")
                for flag in Self.flags {
                    let index = try #require(lines.firstIndex { $0.contains(flag) }, "\(flag)")
                    // The words beside its name, and those below when it stands alone.
                    let text = lines[index...].prefix(2).enumerated()
                        .filter { $0.offset == 0 || !$0.element.contains("--") }
                    let words = text.flatMap { $0.element.split(separator: " ") }
                        .filter { !$0.hasPrefix("-") && !$0.hasPrefix("<") }
                    #expect(words.count >= 3, "\(flag) is not explained")
                }
                for value in [
                    "127.0.0.1", "7878", "(default: 4)", "(default: 1)", "pool", "inline",
                ] {
                    #expect(options.contains(value), "the help does not say \(value)")
                }
            }
        }

        @Test func tellsItsVersion() async throws {
            try await blocking {
                let run = try CommandRun.toEnd(["--version"])
                #expect(try run.waitForEnd() == .exit(0))
                #expect(run.output.lines.count == 1)
                #expect(run.output.lines.first?.first?.isNumber == true)
            }
        }

        /// One line that says what was wrong, EX_USAGE, and nothing started.
        @Test(arguments: [
            (["--workers", "0"], "0"), (["--workers", "-1"], "-1"), (["--workers=-1"], "-1"),
            (["--workers", "100000"], "100000"), (["--workers", "many"], "many"),
            (["--loops", "0"], "0"), (["--loops=-1"], "-1"), (["--loops", "5000"], "5000"),
            (["--unix", ""], "1 to 100 bytes"), (["--unix"], "--unix"),
            (["--port", "70000"], "70000"), (["--port=-1"], "-1"), (["--port", "http"], "http"),
            (["--engine", "foo"], "foo"), (["--max-requests", "0"], "0"),
            (["--max-requests=-3"], "-3"),
            (["--drain-delay=-1"], "-1"), (["--drain-delay", "nan"], "nan"),
            (["--drain-deadline", "100000"], "100000"),
            (["--engine", "inline", "--loops", "0"], "0"), (["--bogus"], "--bogus"),
            (["extra"], "extra"),
        ])
        func refusesWhatMakesNoSenseInOneLine(_ arguments: [String], _ word: String) async throws {
            try await blocking {
                let run = try CommandRun.toEnd(["book", "--port", "0"] + arguments)
                #expect(try run.waitForEnd() == .exit(64))
                #expect(run.errors.text.contains(word))
                #expect(run.errors.lines.count == 1, "\(run.errors.text)")
                #expect(run.output.text.isEmpty, "\(run.output.text)")
            }
        }

        @Test func refusesAnUnknownCommand() async throws {
            try await blocking {
                let run = try CommandRun.toEnd(["bake"])
                #expect(try run.waitForEnd() == .exit(64))
                #expect(run.errors.text.contains("bake"))
            }
        }
    }
}
