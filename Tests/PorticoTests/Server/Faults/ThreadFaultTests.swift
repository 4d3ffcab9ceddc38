// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import HTTPTypes
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    /// The system refuses threads (EAGAIN), and interrupts those that run (EINTR).
    struct ThreadFaultTests {
        @Test(
            .disabled(if: Sanitizer.isOn, "a sanitizer needs address space without bounds"),
            arguments: [true])
        func startsWhenThreadsAreToBeHadAgain(_: Bool) async {
            await #expect(processExitsWith: .success) {
                // What a first server leaves behind for others is not to be counted.
                let first = StartTests.server(StartTests.configuration())
                try first.start()
                try TestServer(first).end()
                let before = try Self.countSockets()
                let free = try Self.limitAddressSpace(toMore: 100 << 20)
                for engine in [Engine.pool(workers: 500), .inline(loops: 500)] {
                    let server = StartTests.server(StartTests.configuration(engine: engine))
                    do throws(ServerError) {
                        try server.start()
                        Issue.record("500 threads have found room in 100 MB")
                    } catch {
                        #expect("\(error)".contains("pthread_create"))
                    }
                    try free()
                    #expect(try eventually { try Self.countThreads() == 0 })
                    #expect(try Self.countSockets() == before)
                    try server.start()
                    let test = try TestServer(server)
                    #expect(try test.get("/").text == "ok")
                    try test.end()
                    _ = try Self.limitAddressSpace(toMore: 100 << 20)
                }
            }
        }

        /// How many threads of Portico there are; a moment longer than until they are joined.
        private static func countThreads() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count { id in
                // What ends meanwhile cannot be read, and is none.
                let name = try? String(
                    contentsOfFile: "/proc/self/task/\(id)/comm", encoding: .utf8)
                return ["worker-", "portico-"].contains { name?.hasPrefix($0) == true }
            }
        }

        private static func countSockets() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { file in
                // The one that lists them is gone by now.
                let target = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/self/fd/\(file)")
                return target?.hasPrefix("socket:") == true
            }
        }

        /// Lets the process grow by no more than `bytes`.
        ///
        /// - Returns: What takes the limit away.
        private static func limitAddressSpace(toMore bytes: Int) throws -> () throws -> Void {
            let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
            var usual = rlimit()
            try #require(unsafe getrlimit(resource, &usual) == 0)
            let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
            let pages = try #require(Int(text.prefix { $0 != " " }))
            var limit = usual
            limit.rlim_cur = UInt(pages * sysconf(Int32(_SC_PAGESIZE)) + bytes)
            try #require(unsafe setrlimit(resource, &limit) == 0)
            return {
                var usual = usual
                try #require(unsafe setrlimit(resource, &usual) == 0)
            }
        }

        @Test func servesOnWhileSignalsInterruptItsLoop() async {
            await #expect(processExitsWith: .success) {
                var action = sigaction()
                unsafe action.__sigaction_handler.sa_handler = { _ in }
                try #require(unsafe sigaction(SIGUSR1, &action, nil) == 0)
                let loop = Guarded<pthread_t?>(nil)
                let handler = Handler { request, _ in
                    loop.withLock { $0 = pthread_self() }
                    return request.method == .post
                        ? request.body.bytes : Pattern.bytes(Int(request.query ?? "") ?? 3)
                }
                let server = Server(
                    configuration: StartTests.configuration(engine: .inline()), handler: handler)
                try server.start()
                let test = try TestServer(server)
                #expect(try test.get("/").body == Pattern.bytes(3))
                let thread = try #require(loop.withLock { $0 })
                let (isOver, hasEnded) = (Gate(), Gate())
                Thread.detachNewThread {
                    while !isOver.isOpen { pthread_kill(thread, SIGUSR1) }
                    hasEnded.open()
                }
                try Self.exchangeThisAndThat(test)
                isOver.open()
                #expect(hasEnded.wait())
                try test.end()
            }
        }

        private static func exchangeThisAndThat(_ test: TestServer) throws {
            for round in 1...20 {
                let connection = try test.connect(receiveBufferBytes: 4096)
                try connection.send(Site.request("GET", "/?500000"))
                var isIntact = try connection.readResponse().body == Pattern.bytes(500_000)
                #expect(isIntact, "download \(round)")
                let upload = Pattern.bytes(300_000)
                try connection.send(Site.request("POST", "/", ["Content-Length: \(upload.count)"]))
                try connection.send(upload)
                isIntact = try connection.readResponse().body == upload
                #expect(isIntact, "upload \(round)")
            }
        }
    }
}
