// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import PorticoHummingbird
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct LifeTests {
    @Test func cancelsTheTaskOfAClientThatLeaves() async throws {
        let (isHere, isCancelled) = (Gate(), Gate())
        let router = Router()
        router.get("/wait") { _, _ -> String in
            isHere.open()
            do {
                try await Task.sleep(for: .seconds(600))
            } catch {
                isCancelled.open()
                throw error
            }
            return "never"
        }
        try await serving(router) { (port) throws in
            let connection = try RawConnection(port: port)
            try connection.ask("GET /wait")
            #expect(isHere.wait())
            connection.close()
            #expect(isCancelled.wait())
        }
    }

    @Test func cancelsTheStreamOfAClientThatLeaves() async throws {
        let hasEnded = Gate()
        let router = Router()
        router.get("/endless") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    defer { hasEnded.open() }
                    while true { try await writer.write(ByteBuffer(string: "on and on\n")) }
                })
        }
        try await serving(router) { (port) throws in
            let connection = try RawConnection(port: port)
            try connection.ask("GET /endless")
            #expect(try StreamReader(connection).chunk() != nil)
            connection.reset()
            #expect(hasEnded.wait())
        }
    }

    @Test func letsHandlersBlock() async throws {
        let (areHere, mayGo) = (Gate(arrivals: 64), Gate())
        let router = Router()
        router.get("/block") { _, _ in
            areHere.open()
            // Not `blocking`: this is to hold the thread that the handler runs on.
            return mayGo.holdThread() ? "done" : "too late"
        }
        try await serving(router, workers: 64) { (port) throws in
            let connections = try (0..<64).map { _ in try RawConnection(port: port) }
            for connection in connections { try connection.ask("GET /block") }
            #expect(areHere.wait())
            // One of Swift's own threads is free, although each handler holds one.
            Task.detached { mayGo.open() }
            for connection in connections { #expect(try connection.readResponse().text == "done") }
        }
    }

    @Test func drainsWithItsServiceGroup() async throws {
        let (isHere, mayGo) = (Gate(), Gate())
        let router = Router()
        router.get("/slow") { _, _ in
            isHere.open()
            return mayGo.holdThread() ? "done" : "too late"
        }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = Server(
            hummingbird: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            logger: logger)
        let group = ServiceGroup(services: [server], logger: logger)
        async let running: Void = group.run()
        try await blocking {
            #expect(eventually { server.address != nil })
            let connection = try RawConnection(port: try #require(server.address?.port))
            try connection.ask("GET /slow")
            #expect(isHere.wait())
            Task.detached {
                await group.triggerGracefulShutdown()
                #expect(await blocking { eventually { !server.isReady } })
                mayGo.open()
            }
            let reply = try connection.readResponse()
            #expect(reply.text == "done")
            #expect(reply["Connection"] == "close")
        }
        try await running
    }

    @Test func tellsHandlersThatTheServerDrains() async throws {
        let events = Events()
        let router = Router()
        router.get("/until-the-end") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    let (ends, end) = AsyncStream<Void>.makeStream()
                    try await withGracefulShutdownHandler {
                        try await writer.write(ByteBuffer(string: "begun "))
                        for await _ in ends { break }
                        try await writer.write(ByteBuffer(string: "ended"))
                    } onGracefulShutdown: {
                        events.add("told")
                        end.yield()
                    }
                    try await writer.finish(nil)
                })
        }
        try await serving(
            router,
            whileRunning: { port, server in
                let connection = try RawConnection(port: port)
                try connection.ask("GET /until-the-end")
                let reply = try StreamReader(connection)
                #expect(try reply.chunk() == Array("begun ".utf8))
                server.shutdown()
                #expect(try reply.text() == "ended")
                #expect(events.all == ["told"])
            })
    }

    @Test func tellsThatTheClientHasLeftWhileABodyIsConsumed() async throws {
        let (isHere, hasLeft) = (Gate(), Gate())
        let router = Router()
        router.post("/consume") { request, _ in
            try await request.body.consumeWithInboundCloseHandler { body in
                let bytes = try await body.collect(upTo: 10)
                isHere.open()
                try? await Task.sleep(for: .seconds(600))
                return String(buffer: bytes)
            } onInboundClosed: {
                hasLeft.open()
            }
        }
        try await serving(router) { (port) throws in
            let connection = try RawConnection(port: port)
            try connection.ask("POST /consume", body: "all")
            #expect(isHere.wait())
            connection.close()
            #expect(hasLeft.wait())
        }
    }

    @Test func answersErrorsOfBodiesLikeItself() async throws {
        let router = Router()
        router.post("/read") { request, _ in try await request.body.collect(upTo: 1 << 20) }
        try await serving(router) { (port) throws in
            let connection = try RawConnection(port: port)
            try connection.ask("POST /read", fields: ["Transfer-Encoding: chunked"])
            try connection.send("5\r\nhello\r\nno size\r\n")
            #expect(try connection.readResponse().status == 400)
        }
    }
}

extension Gate {
    /// Waits and blocks the calling thread, also one of a task.
    func holdThread() -> Bool { wait() }
}
