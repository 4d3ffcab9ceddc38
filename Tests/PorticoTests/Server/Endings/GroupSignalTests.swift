// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Portico
import ServiceLifecycle
import TestSupport
import Testing
import UnixSignals

extension ServerTests {
    /// Signals in groups, each in a process of its own, with a configuration as it is made.
    struct GroupSignalTests {
        /// Another service of the group, which must see the group's graceful shutdown.
        struct Other: Service {
            let log: LogBook

            func run() async throws {
                try await gracefulShutdown()
                log.logger.info("other service: shutting down gracefully")
            }
        }

        /// Runs a server in a group that has `signals`, and sends one of them all when it serves.
        static func run(_ signals: [UnixSignal], sending signal: Int32) async throws {
            let log = LogBook()
            let server = Server(
                configuration: Configuration(address: .hostname("127.0.0.1", port: 0))
            ) { _, _ in "ok" }
            let group = ServiceGroup(
                configuration: .init(
                    services: [server, Other(log: log)], gracefulShutdownSignals: signals,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
            let task = Task { try await group.run() }
            await blocking {
                #expect(eventually { server.isReady })
                kill(getpid(), signal)
            }
            try await task.value
            guard log.entries.count == 1 else { exit(3) }
        }

        @Test func areTheGroupsAlsoIfItOwnsOnlyOne() async {
            await #expect(processExitsWith: .success) {
                try await GroupSignalTests.run([.sigterm], sending: SIGTERM)
            }
            await #expect(processExitsWith: .success) {
                try await GroupSignalTests.run([.sigint], sending: SIGINT)
            }
            await #expect(processExitsWith: .success) {
                try await GroupSignalTests.run([.sigterm, .sigint], sending: SIGINT)
            }
            await #expect(processExitsWith: .success) {
                try await GroupSignalTests.run([.sighup], sending: SIGHUP)
            }
        }

        /// What the group has not asked for does what it does in a program without a server.
        @Test func endTheProcessIfNobodyOwnsThem() async {
            await #expect(processExitsWith: .signal(SIGINT)) {
                try await GroupSignalTests.run([.sigterm], sending: SIGINT)
            }
            await #expect(processExitsWith: .signal(SIGTERM)) {
                try await GroupSignalTests.run([.sigint], sending: SIGTERM)
            }
        }

        private static func runAlone(
            sending signal: Int32, _ run: @escaping @Sendable (Server) async throws -> Void
        ) async throws {
            let server = Server(
                configuration: Configuration(address: .hostname("127.0.0.1", port: 0))
            ) { _, _ in "ok" }
            let task = Task { try await run(server) }
            await blocking {
                #expect(eventually { server.isReady })
                kill(getpid(), signal)
            }
            try await task.value
        }

        @Test func areTheServersWithoutAGroup() async {
            await #expect(processExitsWith: .success) {
                try await GroupSignalTests.runAlone(sending: SIGINT) { try await $0.runService() }
            }
            await #expect(processExitsWith: .success) {
                try await GroupSignalTests.runAlone(sending: SIGTERM) { try await $0.runService() }
            }
            await #expect(processExitsWith: .success) {
                try await GroupSignalTests.runAlone(sending: SIGINT) { server in
                    try await blocking { try server.runBlocking() }
                }
            }
            await #expect(processExitsWith: .success) {
                try await GroupSignalTests.runAlone(sending: SIGTERM) { server in
                    try await blocking { try server.runBlocking() }
                }
            }
        }
    }
}
