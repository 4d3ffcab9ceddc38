// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct PosixMutexTests {
    @Test func letsOneThreadInAtATime() throws {
        let number = Guarded(0)
        let threads = try (0..<4).map { id in
            try PosixThread(name: "adder-\(id)") {
                for _ in 0..<10_000 { number.withLock { $0 += 1 } }
            }
        }
        for thread in threads { thread.join() }
        #expect(number.withLock { $0 } == 40_000)
    }

    @Test func isGivenBackWhenTheBodyThrows() {
        struct Failure: Error {}
        let mutex = PosixMutex()
        #expect(throws: Failure.self) { try mutex.withLock { throw Failure() } }
        #expect(mutex.withLock { 7 } == 7)
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .milliseconds(1), .nanoseconds(999_999_999)])
    func aTimedWaitEndsWithoutASignal(_ duration: Duration) {
        let (mutex, condition) = (PosixMutex(), PosixCondition())
        let start = ContinuousClock.now
        var isSignalled = true
        while isSignalled {
            isSignalled = mutex.withLock { condition.wait(mutex, atMost: duration) }
        }
        #expect(ContinuousClock.now - start >= duration)
    }

    @Test func aSignalEndsAWait() throws {
        let (isDone, condition, isWaiting) = (Guarded(false), PosixCondition(), Gate())
        let thread = try PosixThread(name: "waiter") {
            isDone.withLock(waitingOn: condition) { isDone in
                isWaiting.open()
                return isDone ? .over : .untilSignalled
            } _: { _ in
            }
        }
        #expect(isWaiting.wait())
        isDone.withLock { $0 = true }
        condition.signal()
        thread.join()
    }
}
