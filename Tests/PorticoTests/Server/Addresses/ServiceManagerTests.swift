// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// What systemd is told, in a process of its own: the environment is the process's.
    struct ServiceManagerTests {
        @Test(arguments: [1, 2])
        func isToldWhenTheServerIsReadyAliveAndEnding(_ loops: Int) async {
            await #expect(processExitsWith: .success) { [loops = loops as Int] in
                let name = "@portico-\(UUID().uuidString)"
                let receiver = try DatagramReceiver(name)
                unsafe setenv("NOTIFY_SOCKET", name, 1)
                unsafe setenv("WATCHDOG_USEC", "40000", 1)
                var configuration = StartTests.configuration(engine: .inline(loops: loops))
                configuration.notifiesServiceManager = true
                let server = StartTests.server(configuration)
                try server.start()
                guard receiver.next() == "READY=1" else { exit(2) }
                guard receiver.next() == "WATCHDOG=1" else { exit(3) }
                server.shutdown()
                server.waitUntilStopped()
                var message = receiver.next()
                while message == "WATCHDOG=1" { message = receiver.next() }
                guard message == "STOPPING=1" else { exit(4) }
            }
        }

        /// A loop that its handler holds up.
        @Test func isNotToldThatAStuckServerIsAlive() async {
            await #expect(processExitsWith: .success) {
                let name = "@portico-\(UUID().uuidString)"
                let receiver = try DatagramReceiver(name)
                unsafe setenv("NOTIFY_SOCKET", name, 1)
                unsafe setenv("WATCHDOG_USEC", "40000", 1)
                let (entered, release) = (Gate(), Gate())
                var configuration = StartTests.configuration(engine: .inline())
                configuration.notifiesServiceManager = true
                let server = Server(configuration: configuration) { _, _ in
                    entered.open()
                    release.wait()
                    return "ok"
                }
                try server.start()
                guard receiver.next() == "READY=1" else { exit(2) }
                let connection = try TestServer(server).connect()
                try connection.send(Site.request("GET", "/"))
                guard entered.wait() else { exit(3) }
                // What has been sent before; then nothing in ten times the interval.
                while receiver.next(atMost: 100) != nil {}
                release.open()
                guard try connection.readResponse().text == "ok" else { exit(4) }
                guard receiver.next() == "WATCHDOG=1" else { exit(5) }
                server.shutdown()
                server.waitUntilStopped()
            }
        }

        @Test func isNotToldWithoutBeingAskedTo() async {
            await #expect(processExitsWith: .success) {
                let name = "@portico-\(UUID().uuidString)"
                let receiver = try DatagramReceiver(name)
                unsafe setenv("NOTIFY_SOCKET", name, 1)
                let server = StartTests.server(StartTests.configuration())
                try server.start()
                server.shutdown()
                server.waitUntilStopped()
                guard receiver.next(atMost: 0) == nil else { exit(2) }
            }
        }
    }
}
