// SPDX-License-Identifier: Apache-2.0
import Glibc
import Libevent
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    /// There are no descriptors left (EMFILE).
    struct DescriptorFaultTests {
        @Test func waitsForDescriptorsWithoutSpinningAndServesThen() async {
            await #expect(processExitsWith: .success) {
                var limit = rlimit(rlim_cur: 200, rlim_max: 200)
                try #require(
                    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
                let log = LogBook()
                let server = Server(
                    configuration: StartTests.configuration(), logger: log.logger,
                    handler: Site.handler)
                try server.start()
                let test = try TestServer(server)
                // It stays open, so that no descriptor comes free by itself.
                let first = try test.connect()
                try first.send(Site.request("GET", "/"))
                #expect(try first.readResponse().status == 200)
                let taken = Self.takeDescriptors()
                close(taken[0])
                // The last descriptor is the client's: none is left for the server.
                let waiting = try test.connect()
                try waiting.send(Site.request("GET", "/"))
                #expect(eventually { log.entries.contains { $0.text.contains("accept") } })
                let before = ProcessorTime.now
                #expect(waiting.isSilent(forMilliseconds: 2000))
                let used = ProcessorTime.now - before
                #expect(used < .milliseconds(500), "two seconds of waiting took \(used)")
                for descriptor in taken.dropFirst() { close(descriptor) }
                #expect(try waiting.readResponse().text == "hello\n")
                #expect(try test.get("/").status == 200)
                try test.end()
                #expect((1...10).contains(server.figures.acceptFailures))
                #expect(log.entries.count { $0.text.contains("accept") } == 1)
            }
        }

        @Test func logsASecondShortageAfterAQuietTime() async {
            await #expect(processExitsWith: .success) {
                var limit = rlimit(rlim_cur: 200, rlim_max: 200)
                try #require(
                    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
                let log = LogBook()
                let server = Server(
                    configuration: StartTests.configuration(), logger: log.logger,
                    handler: Site.handler)
                try server.start()
                let test = try TestServer(server)
                let first = try test.connect()
                try first.send(Site.request("GET", "/"))
                #expect(try first.readResponse().status == 200)
                for shortage in 1...2 {
                    let taken = Self.takeDescriptors()
                    close(taken[0])
                    let waiting = try test.connect()
                    try waiting.send(Site.request("GET", "/"))
                    let isLogged = eventually {
                        log.entries.count { $0.text.contains("accept") } == shortage
                    }
                    #expect(isLogged, "shortage \(shortage) was not logged, or more than once")
                    for descriptor in taken.dropFirst() { close(descriptor) }
                    #expect(try waiting.readResponse().text == "hello\n")
                    waiting.close()
                    // Nothing fails for a while; it need not be exact.
                    #expect(first.isSilent(forMilliseconds: 3000))
                }
                try test.end()
            }
        }

        /// Descriptors are lacking again and again while clients come and go.
        @Test func losesNobodyWhenDescriptorsComeAndGo() async {
            await #expect(processExitsWith: .success) {
                var limit = rlimit(rlim_cur: 200, rlim_max: 200)
                try #require(
                    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
                let (entered, released) = (Guarded(Gate()), Guarded(Gate()))
                let handler = Handler { request, _ in
                    if request.path == "/held" {
                        entered.withLock { $0 }.open()
                        released.withLock { $0 }.wait()
                    }
                    return "ok"
                }
                let server = Server(
                    configuration: StartTests.configuration(engine: .inline()), handler: handler)
                try server.start()
                let test = try TestServer(server)
                for _ in 1...5 {
                    entered.withLock { $0 = Gate() }
                    released.withLock { $0 = Gate() }
                    // While its handler runs, the loop accepts nobody.
                    let holder = try test.connect()
                    try holder.send(Site.request("GET", "/held"))
                    try #require(entered.withLock { $0 }.wait())
                    let taken = Self.takeDescriptors()
                    for descriptor in taken.prefix(3) { close(descriptor) }
                    let clients = try (1...3).map { _ in try test.connect() }
                    for client in clients { try client.send(Site.request("GET", "/")) }
                    released.withLock { $0 }.open()
                    #expect(try holder.readResponse().text == "ok")
                    #expect(clients[0].isSilent(forMilliseconds: 100))
                    for descriptor in taken.dropFirst(3) { close(descriptor) }
                    for client in clients { #expect(try client.readResponse().text == "ok") }
                }
                try test.end()
                #expect(server.figures.acceptFailures > 0)
            }
        }

        /// Opens descriptors until there are no more.
        private static func takeDescriptors() -> [Int32] {
            Array(
                sequence(state: ()) { _ in
                    let descriptor = dup(0)
                    return descriptor >= 0 ? descriptor : nil
                })
        }
    }
}
