// SPDX-License-Identifier: Apache-2.0
import Glibc
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// Memory runs out inside libevent.
    struct MemoryFaultTests {
        @Test func survivesAnyAllocationOfAConnectionFailing() async {
            await #expect(processExitsWith: .success) {
                try Self.failEachAllocation(.inline(), andAllAfter: false)
            }
            await #expect(processExitsWith: .success) {
                try Self.failEachAllocation(.pool(workers: 1), andAllAfter: false)
            }
        }

        @Test func survivesAllAllocationsFailingForAWhile() async {
            await #expect(processExitsWith: .success) {
                try Self.failEachAllocation(.inline(), andAllAfter: true)
            }
        }

        /// Two clients are accepted in one go; when the first one's socket is closed for want of memory,
        /// the second one's gets its number.
        @Test func servesWhoGetsTheDescriptorOfOneGivenUp() async {
            await #expect(processExitsWith: .success) {
                try #require(FailingAllocations.install())
                var number = 0
                repeat {
                    number += 1
                    try Self.acceptTwo(failingAt: number)
                } while FailingAllocations.stop()
                #expect(number > 10, "there are allocations in accepting")
            }
        }

        /// Has two clients wait to be accepted while the loop is held up, then lets one allocation fail.
        private static func acceptTwo(failingAt number: Int) throws {
            let (held, released) = (Gate(), Gate())
            let server = Server(configuration: StartTests.configuration(engine: .inline())) {
                request, _ in
                if request.query == "hold" {
                    held.open()
                    released.wait()
                }
                return "ok"
            }
            try server.start()
            let test = try TestServer(server)
            let holder = try test.connect()
            try holder.send(Site.request("GET", "/?hold"))
            held.wait()
            let clients = try [test.connect(), test.connect()]
            FailingAllocations.fail(at: number, andAllAfter: false)
            released.open()
            #expect(try holder.readResponse().status == 200)
            var served = 0
            for client in clients {
                do throws(WireError) {
                    try client.send(Site.request("GET", "/"))
                    served += try client.readResponse().status == 200 ? 1 : 0
                } catch {
                    #expect(error != .timedOut, "allocation \(number): neither a reply nor the end")
                }
                client.close()
            }
            #expect(served >= 1, "allocation \(number)")
            holder.close()
            try test.end()
        }

        /// Serves one client for each allocation that it costs, and lets that one fail.
        private static func failEachAllocation(_ engine: Engine, andAllAfter: Bool) throws {
            try #require(FailingAllocations.install())
            let server = Server(configuration: StartTests.configuration(engine: engine)) {
                request, _ in Pattern.bytes(Int(request.query ?? "") ?? 3)
            }
            try server.start()
            let test = try TestServer(server)
            #expect(try test.get("/").body == Pattern.bytes(3))
            var (number, successes) = (0, 0)
            while successes < 3 {
                number += 1
                // libevent keeps what it knows of a descriptor: each client is to have new ones.
                for _ in 1...2 { #expect(dup(0) >= 0) }
                FailingAllocations.fail(at: number, andAllAfter: andAllAfter)
                try beClient(of: test, number)
                successes = FailingAllocations.stop() ? 0 : successes + 1
                #expect(try test.get("/").body == Pattern.bytes(3), "after allocation \(number)")
                try #require(number < 1000, "it never stops to allocate")
            }
            #expect(number > 80, "there are allocations for each field")
            try test.end()
        }

        /// With the Host that every request has; evhttp allocates four times for each.
        private static let tenFields =
            ["Content-Length: 3"] + (1...8).map { "X-\($0): \($0)" }

        /// Asks for this and that; gets it, or the end of the connection.
        private static func beClient(of test: TestServer, _ number: Int) throws {
            do throws(WireError) {
                let connection = try RawConnection(port: test.port, receiveBufferBytes: 4096)
                for size in [3, 1_000_000, 10] {
                    try connection.send(
                        Site.request("POST", "/?\(size)", tenFields, body: "abc"))
                    let isIntact = try connection.readResponse().body == Pattern.bytes(size)
                    #expect(isIntact, "allocation \(number), \(size) bytes")
                }
            } catch .timedOut {
                Issue.record("allocation \(number): neither a reply nor the end")
            } catch {
                // The end, in whatever form, is all that a client without memory may expect.
            }
        }
    }
}
