// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

extension CLITests {
    struct BookTests {
        private func request(_ path: String, _ method: String = "GET") -> String {
            "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n"
        }

        /// Returns when the loop does nothing else: a request that it would refuse by itself waits.
        private func waitUntilBlocked(_ port: Int) throws {
            let isBlocked = try eventually {
                let probe = try RawConnection(port: port)
                try probe.send("GET / HTTP/1.1\r\n\r\n")
                return probe.isSilent(forMilliseconds: 200)
            }
            try #require(isBlocked)
        }

        private func isJob(_ line: String) -> Bool {
            line.hasPrefix("Worker ") && line.hasSuffix(" got a job; executing.")
        }

        @Test(arguments: [
            ["--engine", "pool"], ["--engine", "inline"], ["--engine", "pool", "--loops", "2"],
        ])
        func servesTheSiteOfTheBook(_ arguments: [String]) async throws {
            try await blocking {
                try CommandRun.book(arguments) { run, port in
                    let connection = try RawConnection(port: port)
                    try connection.send(request("/"))
                    let hello = try connection.readResponse()
                    #expect(hello.status == 200)
                    #expect(hello["Content-Type"] == "text/html; charset=utf-8")
                    #expect(hello.text.contains("<title>Hello!</title>"))
                    #expect(hello.text.contains("<h1>Hello!</h1>"))
                    #expect(hello.text.contains("<p>Hi from Swift</p>"))
                    #expect(!hello.text.contains("src="), "the page loads something")
                    for target in ["/none", "/sleep/", "/index.html"] {
                        try connection.send(request(target))
                        let oops = try connection.readResponse()
                        #expect(oops.status == 404)
                        #expect(oops["Content-Type"] == "text/html; charset=utf-8")
                        #expect(oops.text.contains("<h1>Oops!</h1>"))
                        #expect(oops.text.contains("Sorry, I don't know what you're asking for."))
                    }
                    try connection.send(request("/", "HEAD"))
                    let head = try connection.readResponse(toHead: true)
                    #expect(head["Content-Length"] == "\(hello.body.count)")
                    #expect(run.errors.lines == ["listening on http://127.0.0.1:\(port)"])
                }
            }
        }

        @Test(arguments: [SIGINT, SIGTERM], [[], ["--loops", "2"]])
        func printsTheLinesOfTheBook(_ signal: Int32, _ arguments: [String]) async throws {
            try await blocking {
                try CommandRun.book(arguments) { run, port in
                    let idle = try RawConnection(port: port)
                    for _ in 1...3 {
                        try idle.send(request("/"))
                        #expect(try idle.readResponse().status == 200)
                    }
                    try run.output.wait(count: 3, for: isJob)
                    run.kill(signal)
                    #expect(try run.waitForEnd() == .exit(0))
                    #expect(idle.isClosed)
                    let lines = run.output.lines
                    #expect(lines.filter(isJob).count == 3)
                    let own = lines.filter {
                        !isJob($0) && !$0.hasSuffix(" was told to terminate.")
                    }
                    #expect(
                        own == [
                            "Shutting down.", "Sending terminate message to all workers.",
                            "Shutting down all workers.", "Shutting down worker 0",
                            "Shutting down worker 1", "Shutting down worker 2",
                            "Shutting down worker 3",
                        ])
                    let told = lines.filter { $0.hasSuffix(" was told to terminate.") }
                    #expect(told.sorted() == (0...3).map { "Worker \($0) was told to terminate." })
                    let send = try #require(
                        lines.firstIndex(of: "Sending terminate message to all workers."))
                    let first = try #require(
                        lines.firstIndex { $0.hasSuffix("was told to terminate.") })
                    #expect(send < first)
                    #expect(run.errors.lines.count == 1)
                }
            }
        }

        @Test func hasAsManyWorkersAsAsked() async throws {
            try await blocking {
                try CommandRun.book(["--workers", "2"]) { run, _ in
                    run.kill(SIGTERM)
                    let end = try run.waitForEnd()
                    #expect(end == .exit(0))
                    let told = run.output.lines.filter { $0.hasSuffix(" was told to terminate.") }
                    #expect(told.count == 2)
                }
            }
        }

        @Test(arguments: [["--quiet"], ["--quiet", "--engine", "inline"]])
        func printsNothingWhenQuiet(_ arguments: [String]) async throws {
            try await blocking {
                try CommandRun.book(arguments) { run, port in
                    let connection = try RawConnection(port: port)
                    try connection.send(request("/"))
                    #expect(try connection.readResponse().status == 200)
                    run.kill(SIGINT)
                    #expect(try run.waitForEnd() == .exit(0))
                    #expect(run.output.text.isEmpty)
                    #expect(run.errors.lines.count == 1)
                }
            }
        }

        @Test func tellsLoadBalancersThatItIsAboutToEndAndServesOn() async throws {
            try await blocking {
                try CommandRun.book(["--drain-delay", "60"]) { run, port in
                    let connection = try RawConnection(port: port)
                    func ask(_ path: String) throws -> WireResponse {
                        try connection.send(request(path))
                        return try connection.readResponse()
                    }
                    let ready = try ask("/health")
                    #expect(ready.status == 200)
                    #expect(ready.text == "ready\n")
                    run.kill(SIGTERM)
                    #expect(try eventually { try ask("/health").status == 503 })
                    #expect(try ask("/health").text == "draining\n")
                    #expect(try ask("/").status == 200)
                }
            }
        }

        @Test(arguments: ["pool", "inline"])
        func endsByItselfAfterItsLastRequest(_ engine: String) async throws {
            try await blocking {
                try CommandRun.book(["--max-requests", "2", "--engine", engine]) { run, port in
                    let connection = try RawConnection(port: port)
                    try connection.send(request("/"))
                    #expect(try connection.readResponse().values(of: "Connection").isEmpty)
                    try connection.send(request("/"))
                    #expect(try connection.readResponse().status == 200)
                    #expect(connection.isClosed)
                    // Otherwise the server waits for it at its end.
                    connection.close()
                    #expect(try run.waitForEnd() == .exit(0))
                    #expect(run.output.lines.contains("Shutting down."))
                }
            }
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func endsAtOnceAfterASecondSignal(_ signal: Int32) async throws {
            try await blocking {
                try CommandRun.book { run, port in
                    let connection = try RawConnection(port: port)
                    try connection.send(request("/sleep"))
                    try run.output.wait(for: isJob)
                    let start = ContinuousClock.now
                    run.kill(signal)
                    try run.output.wait { $0 == "Shutting down." }
                    // Nobody means a second one within the first second.
                    run.kill(signal)
                    #expect(connection.isSilent(forMilliseconds: 1_200))
                    run.kill(signal)
                    #expect(try run.waitForEnd() == .exit(128 + signal))
                    #expect(ContinuousClock.now - start < .seconds(4), "it has waited for /sleep")
                }
            }
        }

        /// The loop itself is asleep then: signals must not depend on it.
        @Test(arguments: [SIGINT, SIGTERM])
        func endsAtOnceAtTheSecondSignalAlsoInline(_ signal: Int32) async throws {
            try await blocking {
                try CommandRun.book(["--engine", "inline"]) { run, port in
                    let slow = try RawConnection(port: port)
                    try slow.send(request("/sleep"))
                    try waitUntilBlocked(port)
                    run.kill(signal)
                    #expect(slow.isSilent(forMilliseconds: 1_200))
                    run.kill(signal == SIGINT ? SIGTERM : SIGINT)
                    let codes: [CommandRun.End] = [.exit(128 + SIGINT), .exit(128 + SIGTERM)]
                    #expect(codes.contains(try run.waitForEnd()))
                    #expect(slow.end() != .timedOut)
                }
            }
        }

        @Test func answersWhatIsUnderWayBeforeItEnds() async throws {
            try await blocking {
                try CommandRun.book { run, port in
                    let connection = try RawConnection(port: port)
                    try connection.send(request("/sleep"))
                    try run.output.wait(for: isJob)
                    run.kill(SIGINT)
                    let reply = try connection.readResponse()
                    #expect(reply.status == 200)
                    #expect(reply["Connection"] == "close")
                    #expect(reply.text.contains("Hi from Swift"))
                    #expect(try run.waitForEnd() == .exit(0))
                }
            }
        }

        /// The problem that the Book starts from.
        @Test func letsEverybodyWaitBehindSleepInline() async throws {
            try await blocking {
                try CommandRun.book(["--engine", "inline", "--loops", "1"]) { _, port in
                    let (slow, fast) = (
                        try RawConnection(port: port), try RawConnection(port: port)
                    )
                    try slow.send(request("/sleep"))
                    try waitUntilBlocked(port)
                    try fast.send(request("/"))
                    #expect(try fast.readResponse().status == 200)
                    #expect(!slow.isSilent(), "/ was answered before /sleep")
                    #expect(try slow.readResponse().status == 200)
                }
            }
        }

        @Test func answersAtOnceWhileAWorkerIsFree() async throws {
            try await blocking {
                try CommandRun.book(["--workers", "4"]) { run, port in
                    let slow = try (1...3).map { _ in try RawConnection(port: port) }
                    for connection in slow { try connection.send(request("/sleep")) }
                    try run.output.wait(count: 3, for: isJob)
                    let fast = try RawConnection(port: port)
                    try fast.send(request("/"))
                    #expect(try fast.readResponse().status == 200)
                    #expect(slow.allSatisfy { $0.isSilent() })
                    let fourth = try RawConnection(port: port)
                    try fourth.send(request("/sleep"))
                    try run.output.wait(count: 5, for: isJob)
                    try fast.send(request("/"))
                    #expect(fast.isSilent(forMilliseconds: 100), "all four workers are asleep")
                    for connection in slow + [fourth, fast] {
                        #expect(try connection.readResponse().status == 200)
                    }
                }
            }
        }
    }
}
