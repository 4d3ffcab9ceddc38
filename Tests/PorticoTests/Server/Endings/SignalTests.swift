// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Portico
import ServiceLifecycle
import TestSupport
import Testing

extension ServerTests {
    /// Signals, each in a process of its own.
    struct SignalTests {
        /// A server that hears signals, and a request that waits in its handler.
        struct Held {
            let server: Server
            let connection: RawConnection
            let released: Gate

            init(_ configure: (inout Configuration) -> Void = { _ in }) throws {
                let (entered, released) = (Gate(), Gate())
                var configuration = StartTests.configuration()
                configuration.handlesSignals = true
                configure(&configuration)
                server = Server(configuration: configuration) { _, _ in
                    entered.open()
                    released.wait()
                    return "finished"
                }
                try server.start()
                connection = try TestServer(server).connect()
                try connection.send(Site.request("GET", "/"))
                try #require(entered.wait())
                self.released = released
            }

            /// Ends the process successfully if the request is answered as if nothing had happened.
            func finish() throws {
                released.open()
                guard try connection.readResponse().text == "finished" else { exit(3) }
                server.waitUntilStopped()
            }
        }

        /// A terminal signals the whole group of processes, and the parent passes its own on.
        @Test func takesTwoSignalsOfOneMomentForOne() async {
            await #expect(processExitsWith: .success) {
                let draining = Gate()
                let held = try Held { $0.onDrain = { draining.open() } }
                kill(getpid(), SIGINT)
                guard draining.wait() else { exit(2) }
                kill(getpid(), SIGINT)
                kill(getpid(), SIGTERM)
                // Until a signal has been heard that was sent after them.
                guard held.connection.isSilent(forMilliseconds: 200) else { exit(4) }
                try held.finish()
            }
        }

        @Test func endsTheProcessAtASecondSignalThatSomebodyMeant() async {
            await #expect(processExitsWith: .exitCode(128 + SIGTERM)) {
                let held = try Held()
                kill(getpid(), SIGINT)
                guard held.connection.isSilent(forMilliseconds: 1_200) else { exit(4) }
                kill(getpid(), SIGTERM)
                try held.finish()
            }
        }

        @Test func drainsWhenItsTerminalIsClosed() async {
            await #expect(processExitsWith: .success) {
                let draining = Gate()
                let held = try Held { $0.onDrain = { draining.open() } }
                kill(getpid(), SIGHUP)
                guard draining.wait() else { exit(2) }
                try held.finish()
            }
        }

        @Test func callsOnHangUpInsteadOfDraining() async {
            await #expect(processExitsWith: .success) {
                let isCalled = Gate()
                let held = try Held { $0.onHangUp = { isCalled.open() } }
                kill(getpid(), SIGHUP)
                guard isCalled.wait() else { exit(2) }
                guard held.server.isReady else { exit(5) }
                held.server.shutdown()
                try held.finish()
            }
        }

        /// Who presses Ctrl-C and closes the window has not asked for the end at once.
        @Test func doesNotCountSIGHUPAsASecondSignal() async {
            await #expect(processExitsWith: .success) {
                let held = try Held()
                kill(getpid(), SIGTERM)
                guard held.connection.isSilent(forMilliseconds: 1_200) else { exit(4) }
                kill(getpid(), SIGHUP)
                guard held.connection.isSilent(forMilliseconds: 100) else { exit(5) }
                try held.finish()
            }
        }

        /// What `nohup` asks for.
        @Test func leavesSIGHUPIgnoredWhereItIs() async {
            await #expect(processExitsWith: .success) {
                _ = signal(SIGHUP, SIG_IGN)
                let held = try Held()
                kill(getpid(), SIGHUP)
                guard held.connection.isSilent(forMilliseconds: 100) else { exit(4) }
                guard held.server.isReady else { exit(5) }
                held.server.shutdown()
                try held.finish()
            }
        }
    }
}
