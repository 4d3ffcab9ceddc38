// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Portico
import ServiceLifecycle
import TestSupport
import Testing

extension ServerTests {
    struct ServiceTests {
        private static func server(_ engine: TestEngine = .pool) -> Server {
            let kind: Engine = engine == .inline ? .inline(loops: 2) : .pool(workers: 2, loops: 2)
            return StartTests.server(StartTests.configuration(engine: kind))
        }

        /// Waits until the server answers.
        private func waitUntilUp(_ server: Server) async throws -> TestServer {
            try await blocking {
                #expect(eventually { server.address != nil })
                let test = try TestServer(server)
                #expect(try test.get("/").text == "ok")
                return test
            }
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func endsWhenItsTaskIsCancelled(_ engine: TestEngine) async throws {
            let server = Self.server(engine)
            let task = Task { try await server.run() }
            let test = try await waitUntilUp(server)
            task.cancel()
            try await task.value
            test.expectNothingOpen()
        }

        @Test func endsAtOnceWhenItsTaskWasCancelledBefore() async throws {
            let server = Self.server()
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                for await _ in stream {}
                try await server.run()
            }
            task.cancel()
            continuation.finish()
            try await task.value
        }

        @Test func endsAfterShutdown() async throws {
            let server = Self.server()
            let task = Task { try await server.run() }
            let test = try await waitUntilUp(server)
            server.shutdown()
            try await task.value
            test.expectNothingOpen()
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func drainsWithItsServiceGroup(_ engine: TestEngine) async throws {
            let server = Self.server(engine)
            let group = ServiceGroup(
                configuration: .init(
                    services: [server],
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
            let task = Task { try await group.run() }
            let test = try await waitUntilUp(server)
            await group.triggerGracefulShutdown()
            try await task.value
            test.expectNothingOpen()
        }

        @Test func throwsWhatKeepsItFromStarting() async throws {
            let server = StartTests.server(StartTests.configuration(engine: .pool(workers: 0)))
            await #expect(throws: ServerError.self) { try await server.run() }
        }

        @Test func blocksUntilShutdown() async throws {
            let server = Self.server()
            let ended = Gate()
            Thread.detachNewThread {
                #expect(throws: Never.self) { try server.runBlocking() }
                ended.open()
            }
            let test = try await waitUntilUp(server)
            #expect(!ended.isOpen)
            server.shutdown()
            await blocking {
                #expect(ended.wait())
                test.expectNothingOpen()
            }
        }
    }
}
