// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

extension CLITests {
    /// `portico book` while nobody reads what it prints.
    struct StuckOutputTests {
        private func request(_ path: String) -> String {
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n"
        }

        /// The port in the line that says where it listens.
        private func port(in line: String) throws -> Int {
            try #require(Int(line.split(separator: ":").last ?? ""), "\(line)")
        }

        @Test func servesOnWhenNobodyReadsStdout() async throws {
            let output = try StuckPipe()
            try await blocking {
                let run = try CommandRun(["book", "--port", "0"], output: output)
                defer { run.kill(SIGKILL) }
                let port = try port(in: try run.errors.wait { $0.hasPrefix("listening on ") })
                let connection = try RawConnection(port: port)
                for _ in 1...3000 {
                    try connection.send(request("/"))
                    #expect(try connection.readResponse().status == 200)
                }
                run.kill(SIGTERM)
                #expect(try run.waitForEnd() == .exit(0))
                #expect(run.errors.lines.last?.contains("lines were lost") == true)
            }
        }

        @Test func servesOnWhenStdoutHasNoReaderAnyMore() async throws {
            let output = try StuckPipe()
            try await blocking {
                let run = try CommandRun(["book", "--port", "0"], output: output)
                defer { run.kill(SIGKILL) }
                let port = try port(in: try run.errors.wait { $0.hasPrefix("listening on ") })
                output.closeReading()
                let connection = try RawConnection(port: port)
                for _ in 1...50 {
                    try connection.send(request("/"))
                    #expect(try connection.readResponse().status == 200)
                }
                run.kill(SIGTERM)
                #expect(try run.waitForEnd() == .exit(0))
            }
        }

        @Test func hearsASignalAndEndsWhenStderrIsFull() async throws {
            let errors = try StuckPipe()
            try await blocking {
                let run = try CommandRun(
                    ["book", "--port", "0", "--drain-deadline", "0"], errors: errors)
                defer { run.kill(SIGKILL) }
                let port = try port(in: errors.readLine())
                let slow = try RawConnection(port: port)
                try slow.send(request("/sleep"))
                try run.output.wait { $0.hasSuffix("got a job; executing.") }
                try errors.fill()
                try #require(errors.isFull)
                // At the deadline the request that is still open is named on stderr.
                run.kill(SIGTERM)
                #expect(try slow.readResponse().status == 503)
                #expect(try run.waitForEnd() == .exit(0))
                #expect(errors.isFull)
            }
        }

        /// Also the line that says where it listens must not hold up anything.
        @Test func startsAndEndsWhenStderrIsFullFromTheBeginning() async throws {
            let errors = try StuckPipe()
            try errors.fill()
            try await blocking {
                let run = try CommandRun(
                    ["book", "--port", "0", "--max-requests", "1"], errors: errors)
                defer { run.kill(SIGKILL) }
                // Until it hears signals, one would just end it.
                try #require(eventually { run.isHearing(SIGTERM) })
                run.kill(SIGTERM)
                #expect(try run.waitForEnd() == .exit(0))
            }
        }
    }
}
