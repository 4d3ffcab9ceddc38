// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

extension CLITests {
    /// What holds for the lines of `portico book`, whatever the order in which the Workers come.
    struct BookOutputTests {
        private static let requests = 12

        @Test(arguments: 0..<20)
        func itsLinesAreRightWhateverTheOrderOfTheWorkers(_ number: Int) async throws {
            let (workers, loops) = (1 + number % 4, 1 + number / 4 % 2)
            try await blocking {
                let arguments = [
                    "--max-requests", "\(Self.requests)", "--workers", "\(workers)", "--loops",
                    "\(loops)",
                ]
                try CommandRun.book(arguments) { run, port in
                    let connections = try (0..<Self.requests).map { _ in
                        try RawConnection(port: port)
                    }
                    for connection in connections {
                        try connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    }
                    for connection in connections {
                        #expect(try connection.readResponse().status == 200)
                        // Otherwise the server waits for it at its end.
                        connection.close()
                    }
                    #expect(try run.waitForEnd() == .exit(0))
                    #expect(run.errors.lines.count == 1)
                    try check(run.output.lines, workers)
                }
            }
        }

        private func check(_ lines: [String], _ workers: Int) throws {
            func job(_ id: Int) -> String { "Worker \(id) got a job; executing." }
            func told(_ id: Int) -> String { "Worker \(id) was told to terminate." }
            let ids = 0..<workers
            let ofWorkers = Set(ids.map(job) + ids.map(told))
            let sending = "Sending terminate message to all workers."
            // Those of the thread that shuts down, and nothing unknown among them.
            #expect(
                lines.filter { !ofWorkers.contains($0) } == [
                    "Shutting down.", sending, "Shutting down all workers.",
                ] + ids.map { "Shutting down worker \($0)" })
            #expect(lines.count { $0.hasSuffix(" got a job; executing.") } == Self.requests)
            let start = try #require(lines.firstIndex(of: sending))
            for id in ids {
                let end = try #require(lines.firstIndex(of: told(id)))
                #expect(end > start, "worker \(id) was told before anybody was")
                #expect(lines.lastIndex(of: told(id)) == end, "worker \(id) was told twice")
                #expect(
                    lines.lastIndex(of: job(id)) ?? -1 < end,
                    "worker \(id) took a job after it was told to terminate")
            }
        }
    }
}
