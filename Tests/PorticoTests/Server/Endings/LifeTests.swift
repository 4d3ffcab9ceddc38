// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// Starting, ending and waiting, in every order and from several threads.
    struct LifeTests {
        /// The wait begins while the server looks for an address, which it does not find.
        @Test func endsAWaitWhenTheStartFailsMeanwhile() async throws {
            await blocking {
                for _ in 1...50 {
                    let server = StartTests.server(
                        StartTests.configuration(host: "no-such-host.invalid"))
                    let (begins, waited) = (Gate(), Gate())
                    Thread.detachNewThread {
                        begins.wait()
                        server.waitUntilStopped()
                        waited.open()
                    }
                    begins.open()
                    #expect(throws: ServerError.self) { try server.start() }
                    guard waited.wait(atMost: 5) else {
                        Issue.record("the wait does not end")
                        return
                    }
                }
            }
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func remembersAShutdownBeforeTheStart(_ engine: TestEngine) async throws {
            let server = StartTests.server(
                StartTests.configuration(engine: engine == .inline ? .inline() : .pool(workers: 1)))
            server.shutdown()
            let ended = Gate()
            let task = Task {
                try await server.run()
                ended.open()
            }
            await blocking { #expect(ended.wait(atMost: 10)) }
            task.cancel()
            try await task.value
            #expect(server.address == nil)
        }

        @Test func remembersAShutdownThatComesWhileItStarts() async throws {
            for _ in 1...50 {
                let server = StartTests.server(StartTests.configuration())
                let ended = Gate()
                let task = Task {
                    try await server.run()
                    ended.open()
                }
                server.shutdown()
                let hasEnded = await blocking { ended.wait(atMost: 10) }
                task.cancel()
                try await task.value
                try #require(hasEnded)
            }
        }

        @Test func blocksForNothingAfterAShutdown() async throws {
            await blocking {
                let server = StartTests.server(StartTests.configuration())
                server.shutdown()
                let ended = Gate()
                Thread.detachNewThread {
                    #expect(throws: Never.self) { try server.runBlocking() }
                    ended.open()
                }
                #expect(ended.wait(atMost: 10))
                server.shutdown()
                #expect(throws: ServerError.self) { try server.start() }
            }
        }
    }
}
