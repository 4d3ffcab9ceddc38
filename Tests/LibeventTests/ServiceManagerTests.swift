// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@testable import Libevent

struct ServiceManagerTests {
    private static func make(_ environment: [String: String]) -> ServiceManager? {
        ServiceManager(pid: 77) { environment[$0] }
    }

    @Test func isToldAtAPathOrAnAbstractName() throws {
        try FileTree.make { tree in
            for name in [tree.path("notify"), "@portico-\(UUID().uuidString)"] {
                let receiver = try DatagramReceiver(name)
                let manager = try #require(Self.make(["NOTIFY_SOCKET": name]))
                for message in [ServiceManager.Message.ready, .alive, .stopping] {
                    #expect(manager.tell(message))
                    #expect(receiver.next() == message.rawValue)
                }
            }
        }
    }

    @Test func isNotWaitedFor() throws {
        try FileTree.make { tree in
            let receiver = try DatagramReceiver(tree.path("notify"))
            let manager = try #require(Self.make(["NOTIFY_SOCKET": tree.path("notify")]))
            // Until the receiver's queue is full: some ten messages.
            #expect((1...100_000).contains { _ in !manager.tell(.alive) })
            #expect(receiver.next() == "WATCHDOG=1")
        }
    }

    @Test func thatHasGoneIsNoError() throws {
        let manager = try #require(Self.make(["NOTIFY_SOCKET": "/no/such/socket"]))
        #expect(!manager.tell(.ready))
    }

    @Test(arguments: ["", "/", "notify", "vsock:2:1", "/" + String(repeating: "a", count: 107)])
    func isNoneAtAnotherKindOfAddress(_ name: String) {
        #expect(Self.make(["NOTIFY_SOCKET": name]) == nil)
    }

    @Test func wantsToHearTwiceInTheTimeThatItGives() {
        let socket = ["NOTIFY_SOCKET": "/a"]
        func interval(_ more: [String: String]) -> Duration? {
            Self.make(socket.merging(more) { $1 })?.watchdogInterval
        }
        #expect(interval(["WATCHDOG_USEC": "3000000"]) == .milliseconds(1500))
        #expect(
            interval(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "77"]) == .milliseconds(1500))
        #expect(interval(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "78"]) == nil)
        #expect(interval(["WATCHDOG_USEC": "0"]) == nil)
        #expect(interval([:]) == nil)
    }
}
