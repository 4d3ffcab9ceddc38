// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import TestSupport
import Testing

struct UsageTests {
    @Test func countsWhatEndedThreadsHaveUsed() async throws {
        try await blocking {
            let before = PosixSystem.usage
            let gate = Gate()
            let thread = try PosixThread(name: "waits") { gate.wait(atMost: 20) }
            var hash: UInt64 = 1
            while PosixSystem.usage.cpuMicros < before.cpuMicros + 20_000 { hash &*= 31 }
            gate.open()
            thread.join()
            #expect(PosixSystem.usage.contextSwitches > before.contextSwitches, "\(hash)")
        }
    }

    @Test func raisesTheLimitOfOpenFilesOnce() {
        let limit = PosixSystem.raiseOpenFileLimit()
        #expect(limit >= 256)
        #expect(PosixSystem.raiseOpenFileLimit() == limit)
        #expect(PosixSystem.readFile("/proc/self/limits")?.contains("Max open files") == true)
    }
}
