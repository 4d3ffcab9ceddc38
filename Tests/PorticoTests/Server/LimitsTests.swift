// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoPool
import TestSupport
import Testing

extension ServerTests {
    struct LimitsTests {
        /// A limit that is no limit, and the name that the error must say.
        struct Case: Sendable, CustomTestStringConvertible {
            let name: String
            let change: @Sendable (inout Configuration) -> Void
            var testDescription: String { name }

            init(_ name: String, _ change: @escaping @Sendable (inout Configuration) -> Void) {
                self.name = name
                self.change = change
            }
        }

        static let senseless: [Case] = sizes + counts + times + rates

        private static let sizes: [Case] = [-1, 0, 1, .max].flatMap { size -> [Case] in
            [
                Case("maxRequestLineBytes") { $0.limits.maxRequestLineBytes = size },
                Case("maxHeadBytes") { $0.limits.maxHeadBytes = size },
                Case("maxRequestBufferBytes") { $0.limits.maxRequestBufferBytes = size },
            ]
        }

        private static let counts: [Case] = [-1, 0].flatMap { count -> [Case] in
            [
                Case("maxHeaderFields") { $0.limits.maxHeaderFields = count },
                Case("maxQueuedRequests") { $0.limits.maxQueuedRequests = count },
                Case("maxConnections") { $0.limits.maxConnections = count },
                Case("maxConnectionsPerAddress") { $0.limits.maxConnectionsPerAddress = count },
                Case("maxBodyBytes") { $0.limits.maxBodyBytes = -1 },
                Case("maxReplyBufferBytes") { $0.limits.maxReplyBufferBytes = 0 },
            ]
        }

        private static let times: [Case] =
            [.zero, .seconds(-1), longest].flatMap { time -> [Case] in
                [
                    Case("headDeadline") { $0.limits.headDeadline = time },
                    Case("bodyDeadline") { $0.limits.bodyDeadline = time },
                    Case("idleTime") { $0.limits.idleTime = time },
                    Case("writeStallTime") { $0.limits.writeStallTime = time },
                    Case("handlerDeadline") { $0.limits.handlerDeadline = time },
                    Case("maxQueueWait") {
                        $0.limits.maxQueueWait = time == .zero ? longest : time
                    },
                    Case("drainDelay") { $0.drainDelay = time == .zero ? .seconds(-2) : time },
                    Case("drainDeadline") { $0.drainDeadline = time == .zero ? longest : time },
                ]
            }

        private static let rates: [Case] = [-1, Int.min, Int.max].flatMap { rate -> [Case] in
            [
                Case("minBodyBytesPerSecond") { $0.limits.minBodyBytesPerSecond = rate },
                Case("minReplyBytesPerSecond") { $0.limits.minReplyBytesPerSecond = rate },
            ]
        }

        private static let longest = Duration(
            secondsComponent: .max, attosecondsComponent: 999_999_999_999_999_999)

        @Test(arguments: senseless)
        func refusesALimitThatMakesNoSense(_ limit: Case) async throws {
            var configuration = StartTests.configuration()
            limit.change(&configuration)
            let server = StartTests.server(configuration)
            try await blocking {
                let error = try #require(throws: ServerError.self) {
                    try server.start()
                    try TestServer(server).end()
                }
                #expect(error.description.contains(limit.name), "\(error)")
                #expect(error.description.contains("choose"), "\(error)")
                #expect(server.address == nil)
            }
        }

        /// What is as far as it can go is no mistake.
        static let extreme: [Case] = [
            Case("maxHeaderFields") { $0.limits.maxHeaderFields = .max },
            Case("maxBodyBytes") { $0.limits.maxBodyBytes = .max },
            Case("maxBodyBytes") { $0.limits.maxBodyBytes = 0 },
            Case("maxConnections") { $0.limits.maxConnections = .max },
            Case("maxConnectionsPerAddress") { $0.limits.maxConnectionsPerAddress = .max },
            Case("maxQueuedRequests") { $0.limits.maxQueuedRequests = .max },
            Case("rates") {
                $0.limits.minBodyBytesPerSecond = 0
                $0.limits.minReplyBytesPerSecond = 0
            },
            Case("rates") {
                $0.limits.minBodyBytesPerSecond = 1 << 30
                $0.limits.minReplyBytesPerSecond = 1 << 30
            },
            Case("for ever") {
                $0.limits.headDeadline = nil
                $0.limits.bodyDeadline = nil
                $0.limits.idleTime = nil
                $0.limits.writeStallTime = nil
                $0.limits.handlerDeadline = nil
            },
            Case("years") {
                let years = Duration.seconds(3_650 * 86_400)
                $0.limits.headDeadline = years
                $0.limits.bodyDeadline = years
                $0.limits.idleTime = years
                $0.limits.writeStallTime = years
                $0.limits.handlerDeadline = years
                $0.limits.maxQueueWait = years
                $0.drainDeadline = years
            },
            Case("at once") {
                $0.drainDelay = .zero
                $0.drainDeadline = .zero
            },
        ]

        @Test(arguments: extreme)
        func servesWithALimitAsFarAsItGoes(_ limit: Case) async throws {
            try await withServer(configure: limit.change, handler: Site.handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                #expect(try connection.readResponse().text == "hello\n")
                let expected = test.server.configuration.limits.maxBodyBytes == 0 ? 413 : 200
                try connection.send(
                    Site.request("POST", "/echo", ["Transfer-Encoding: chunked"]))
                try connection.send("2\r\nab\r\n0\r\n\r\n")
                #expect(try connection.readResponse().status == expected)
            }
        }

        @Test(arguments: [Int.min, .max])
        func refusesThatManyWorkersWithoutATrap(_ workers: Int) async throws {
            let server = StartTests.server(
                StartTests.configuration(engine: .pool(workers: workers)))
            #expect(throws: ServerError.self) { try server.start() }
        }
    }
}
