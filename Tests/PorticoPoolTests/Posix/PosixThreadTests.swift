// SPDX-License-Identifier: Apache-2.0

import Foundation
import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct PosixThreadTests {
    @Test func runsItsBodyBeforeJoinReturns() throws {
        let tally = Tally()
        let thread = try PosixThread(name: "body") { tally.add() }
        thread.join()
        #expect(tally.count == 1)
    }

    @Test func canBeJoinedTwice() throws {
        let thread = try PosixThread(name: "twice") {}
        thread.join()
        thread.join()
    }

    @Test func mayBeLetGoOfUnjoined() throws {
        let gate = Gate()
        _ = try PosixThread(name: "detached") { gate.open() }
        #expect(gate.wait())
    }

    @Test(arguments: [
        ("short", "short"), ("exactly15-bytes", "exactly15-bytes"), ("", ""),
        ("longer-than-15-bytes", "longer-than-15-"), ("ends-in-accent-é", "ends-in-accent-"),
    ])
    func showsUpTo15BytesOfItsName(_ name: String, _ shown: String) throws {
        let journal = Journal<String>()
        try PosixThread(name: name) { journal.write(currentThreadName()) }.join()
        #expect(journal.entries == [shown])
    }

    @Test func isCurrentOnlyOnItself() throws {
        let (threads, journal, isMade) = (Guarded<[PosixThread]>([]), Journal<Bool>(), Gate())
        let thread = try PosixThread(name: "self") {
            isMade.wait()
            for thread in threads.withLock({ $0 }) { journal.write(thread.isCurrent) }
        }
        threads.withLock { $0 = [thread] }
        isMade.open()
        thread.join()
        #expect(journal.entries == [true])
        #expect(!thread.isCurrent)
    }

    @Test func aStackThatCannotBeHadIsATypedError() {
        #expect(throws: PosixError(call: "pthread_create", code: EAGAIN)) {
            try PosixThread(name: "huge", stackBytes: 1 << 50) {}
        }
    }

    @Test(arguments: [0, -1, 1, Int.max, Int.min])
    func aStackOfNoSizeIsATypedError(_ bytes: Int) {
        #expect(throws: PosixError(call: "pthread_attr_setstacksize", code: EINVAL)) {
            try PosixThread(name: "tiny", stackBytes: bytes) {}
        }
    }

    @Test func aStackSizeIsRoundedUpToPages() throws {
        let tally = Tally()
        try PosixThread(name: "odd", stackBytes: 300_001) { tally.add() }.join()
        #expect(tally.count == 1)
    }

    @Test func aThreadMayJoinOneThatWasJoinedAndWhoseHandleItHasGot() throws {
        let first = try PosixThread(name: "first") {}
        first.join()
        for _ in 0..<100 {
            let second = try PosixThread(name: "second") {
                #expect(!first.isCurrent)
                first.join()
            }
            second.join()
        }
    }
}

/// What the system calls the calling thread.
func currentThreadName() -> String {
    let text = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
    return String((text ?? "unknown\n").dropLast())
}
