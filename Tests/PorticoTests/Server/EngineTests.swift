// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    struct EngineTests {
        @Test(arguments: TestEngine.threaded)
        func doesNotLetASlowHandlerHoldUpOthers(_ engine: TestEngine) async throws {
            let (entered, released) = (Gate(), Gate())
            let handler = Handler { request, _ in
                guard request.path == "/slow" else { return "fast" }
                entered.open()
                released.wait()
                return "slow"
            }
            try await withServer(engine, handler: handler) { test in
                let slow = try test.connect()
                try slow.send(Site.request("GET", "/slow"))
                try #require(entered.wait())
                for _ in 1...20 { #expect(try test.get("/").text == "fast") }
                #expect(slow.isSilent())
                released.open()
                #expect(try slow.readResponse().text == "slow")
            }
        }

        @Test func holdsEverybodyUpWithASlowHandlerInline() async throws {
            let (entered, released) = (Gate(), Gate())
            let journal = Journal()
            let handler = Handler { request, _ in
                if request.path == "/slow" {
                    entered.open()
                    released.wait()
                }
                journal.note(request.path)
                return request.path
            }
            try await withServer(.inline, handler: handler) { test in
                let (slow, fast) = (try test.connect(), try test.connect())
                try slow.send(Site.request("GET", "/slow"))
                try #require(entered.wait())
                try fast.send(Site.request("GET", "/fast"))
                #expect(fast.isSilent(forMilliseconds: 50))
                released.open()
                #expect(try fast.readResponse().text == "/fast")
                #expect(try slow.readResponse().text == "/slow")
            }
            #expect(journal.lines == ["/slow", "/fast"])
        }

        @Test(arguments: TestEngine.withFourWorkers)
        func makesTheFifthWaitForOneOfFourWorkers(_ engine: TestEngine) async throws {
            let entered = Gate(arrivals: 4)
            let released = [Gate(), Gate(), Gate(), Gate()]
            let handler = Handler { request, context in
                if let number = Int(request.path.dropFirst()) {
                    entered.open()
                    released[number].wait()
                }
                return "\(context.queueWait / .nanoseconds(1))"
            }
            try await withServer(engine, handler: handler) { test in
                let holders = try (0...3).map { _ in try test.connect() }
                for (number, holder) in holders.enumerated() {
                    try holder.send(Site.request("GET", "/\(number)"))
                }
                try #require(entered.wait())
                let fifth = try test.connect()
                try fifth.send(Site.request("GET", "/"))
                try test.waitForLoop()
                let start = ContinuousClock.now
                #expect(fifth.isSilent(forMilliseconds: 50))
                let waited = ContinuousClock.now - start
                released[2].open()
                let nanoseconds = try #require(Double(try fifth.readResponse().text))
                #expect(nanoseconds >= waited / .nanoseconds(1))
                #expect(holders[0].isSilent())
                #expect(holders[1].isSilent())
                #expect(holders[3].isSilent())
                released.forEach { $0.open() }
                for holder in holders { #expect(try holder.readResponse().status == 200) }
            }
        }

        @Test(arguments: TestEngine.allCases)
        func runsPlainHandlersWhereTheEngineSays(_ engine: TestEngine) async throws {
            let handler = Handler { _, context in
                "\(context.workerID ?? -1) \(Worker.currentID ?? -1)"
            }
            try await withServer(engine, handler: handler) { test in
                let hasWorkers = TestEngine.withFourWorkers.contains(engine)
                for _ in 1...10 {
                    let ids = try test.get("/").text.split(separator: " ").compactMap { Int($0) }
                    try #require(ids.count == 2)
                    #expect(ids[0] == ids[1])
                    #expect(hasWorkers ? (0...3).contains(ids[0]) : ids[0] == -1)
                }
            }
        }

        @Test(arguments: TestEngine.withFourWorkers)
        func runsAsyncHandlersOnWorkersFromFirstToLast(_ engine: TestEngine) async throws {
            let handler = Handler { _, _ in
                var ids = [Worker.currentID ?? -1]
                for _ in 1...5 {
                    await Task.yield()
                    ids.append(Worker.currentID ?? -1)
                }
                return ids.map(String.init).joined(separator: " ")
            }
            try await withServer(engine, handler: handler) { test in
                for _ in 1...10 {
                    let ids = try test.get("/").text.split(separator: " ").compactMap { Int($0) }
                    #expect(ids.count == 6)
                    #expect(ids.allSatisfy { (0...3).contains($0) })
                }
            }
        }

        @Test(arguments: TestEngine.allCases)
        func holdsNoThreadForAnAsyncHandlerThatIsSuspended(_ engine: TestEngine) async throws {
            let entered = Gate(arrivals: 20)
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            let ending = Task { for await _ in stream {} }
            let handler = Handler { request, _ in
                guard request.path == "/suspended" else { return "fast" }
                entered.open()
                await ending.value
                return "slow"
            }
            try await withServer(engine, handler: handler) { test in
                let suspended = try (1...20).map { _ in try test.connect() }
                for connection in suspended {
                    try connection.send(Site.request("GET", "/suspended"))
                }
                try #require(entered.wait())
                #expect(try test.get("/").text == "fast")
                #expect(suspended.allSatisfy { $0.isSilent() })
                continuation.finish()
                for connection in suspended {
                    #expect(try connection.readResponse().text == "slow")
                }
            }
        }

        @Test(arguments: [TestEngine.poolWithTwoLoops, .inlineWithTwoLoops])
        func spreadsConnectionsOverItsLoops(_ engine: TestEngine) async throws {
            let handler = Handler { _, context in context.requestID }
            try await withServer(engine, handler: handler) { test in
                let ids = try (1...100).map { _ in try test.get("/").text }
                #expect(Set(ids).count == 100)
                let loops = Set(ids.compactMap { $0.split(separator: "-").dropFirst().first })
                #expect(loops == ["0", "1"])
            }
        }

        @Test(arguments: TestEngine.allCases)
        func servesManyClientsAtOnce(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connections = try (0..<200).map { _ in try test.connect() }
                for round in 0..<5 {
                    for (number, connection) in connections.enumerated() {
                        try connection.send(Site.request("GET", "/path/\(round)/\(number)"))
                    }
                    for (number, connection) in connections.enumerated() {
                        let reply = try connection.readResponse()
                        try #require(reply.text == "/path/\(round)/\(number)")
                    }
                }
            }
        }

        @Test func refusesWithAdviceWhatAFullQueueCannotTake() async throws {
            var configuration = ThreadPool.Configuration(size: 1)
            configuration.capacity = 1
            let pool = try ThreadPool.build(configuration)
            let (entered, released) = (Gate(), Gate())
            let handler = Handler { _, _ in
                entered.open()
                released.wait()
                return "ok"
            }
            try await withServer(configure: { $0.engine = .executor(pool) }, handler: handler) {
                test in
                let (running, queued) = (try test.connect(), try test.connect())
                try running.send(Site.request("GET", "/"))
                try #require(entered.wait())
                try queued.send(Site.request("GET", "/"))
                try test.waitForLoop()
                let refused = try test.connect()
                for _ in 1...3 {
                    try refused.send(Site.request("GET", "/"))
                    let reply = try refused.readResponse()
                    #expect(reply.status == 503)
                    #expect(reply["Retry-After"].flatMap { Int($0) } != nil)
                }
                released.open()
                #expect(try running.readResponse().text == "ok")
                #expect(try queued.readResponse().text == "ok")
            }
            await pool.awaitShutdown(.drain)
        }
    }
}
