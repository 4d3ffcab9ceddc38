// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

/// Code of the user that the pool calls outside jobs, and what it may do there.
@Suite(.endsWithin(minutes: 2)) struct UserCodeTests {
    final class Stubborn {
        let isEnding, release: Gate
        init(_ isEnding: Gate, _ release: Gate) {
            (self.isEnding, self.release) = (isEnding, release)
        }
        deinit {
            isEnding.open()
            release.wait()
        }
    }

    @Test func immediateDoesNotWaitForTheEndOfAWorkersValue() throws {
        let (pool, isEnding, release) = (ThreadPool(size: 1), Gate(), Gate())
        let local = WorkerLocal { Stubborn(isEnding, release) }
        try pool.execute { try local.withValue { _ in } }
        try pool.waitUntilIdle()
        let report = pool.shutdown(.immediate)
        #expect(isEnding.wait())
        #expect(!pool.isTerminated)
        #expect(report.executed == 1)
        release.open()
        pool.shutdown()
    }

    @Test func immediateDoesNotWaitForAnObserver() throws {
        struct Slow: PoolObserver {
            let release = Gate()
            func workerWillEnd(_ id: Int) { release.wait() }
        }
        let slow = Slow()
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.observer = slow
        let pool = try ThreadPool.build(configuration)
        #expect(pool.shutdown(.immediate).abandoned == 0)
        #expect(!pool.isTerminated)
        slow.release.open()
        pool.shutdown()
    }

    @Test func anObserverMayShutThePoolDownWhenToldOfItsEnd() throws {
        final class Hasty: PoolObserver {
            let pool = Guarded<ThreadPool?>(nil)
            let calls = Tally()
            func willSendTerminateMessages(count: Int) {
                calls.add()
                pool.withLock { $0 }?.shutdown()
            }
        }
        let hasty = Hasty()
        var configuration = ThreadPool.Configuration(size: 2)
        configuration.observer = hasty
        let pool = try ThreadPool.build(configuration)
        hasty.pool.withLock { $0 = pool }
        try pool.execute {}
        #expect(pool.shutdown().executed == 1)
        #expect(hasty.calls.count == 1)
        hasty.pool.withLock { $0 = nil }
    }

    /// In a process of its own, whose stack it may use up.
    @Test func aJobThatIsQueuedWhenAnotherIsDroppedDropsNoFurther() async {
        await #expect(processExitsWith: .success) {
            var configuration = ThreadPool.Configuration(size: 1)
            (configuration.capacity, configuration.whenFull) = (10, .dropOldest)
            let (pool, release) = (try ThreadPool.build(configuration), Gate())
            let (dropped, refused) = (Tally(), Tally())
            try occupy(pool, workers: 1, until: release)
            @Sendable func again() -> Job {
                Job(onDrop: { _ in
                    dropped.add()
                    do { try pool.execute(again()) } catch { refused.add() }
                }) {}
            }
            for _ in 0..<1_000 { try pool.execute(again()) }
            precondition(dropped.count == 990, "\(dropped.count) were dropped")
            precondition(refused.count == 990, "there was no room without dropping others")
            release.open()
            await pool.awaitShutdown()
        }
    }

    @Test func anIdleTimeOfZeroUsesNoTime() throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = 3
        configuration.idleTime = .zero
        configuration.jobTimeLimit = .nanoseconds(1)
        let (pool, met) = (try ThreadPool.build(configuration), Gate(arrivals: 3))
        for _ in 0..<3 {
            try pool.execute {
                met.open()
                met.wait()
            }
        }
        #expect(met.wait())
        #expect(eventually { pool.size == 1 })
        let before = PosixSystem.usage.cpuMicros
        Gate().wait(atMost: 0.5)
        let used = PosixSystem.usage.cpuMicros - before
        #expect(used < 250_000, "\(used) us of CPU time in half a second of rest")
        pool.shutdown()
    }

    @Test func timesThatMakeNoSenseAreRefused() {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.jobTimeLimit = .zero
        #expect(throws: PoolCreationError.durationTooShort(.zero)) {
            try ThreadPool.build(configuration)
        }
        configuration.jobTimeLimit = nil
        configuration.idleTime = .seconds(-1)
        #expect(throws: PoolCreationError.durationTooShort(.seconds(-1))) {
            try ThreadPool.build(configuration)
        }
    }

    /// In a process of its own, whose stack it may use up.
    @Test func aLongChainOfHandlesIsReleasedOneByOne() async {
        await #expect(processExitsWith: .success) {
            let (pool, release) = (ThreadPool(size: 1), Gate())
            try occupy(pool, workers: 1, until: release)
            var last = try pool.submit { 0 }
            for number in 1..<100_000 {
                last = try pool.submit { [last] in last.isFinished ? number : -1 }
            }
            release.open()
            let value = try await last.value
            precondition(value == 99_999)
            await pool.awaitShutdown()
        }
    }

    /// The same, of jobs that never run.
    @Test func aLongChainOfDroppedHandlesIsReleasedOneByOne() async {
        await #expect(processExitsWith: .success) {
            let (pool, release) = (ThreadPool(size: 1), Gate())
            try occupy(pool, workers: 1, until: release)
            var last = try pool.submit { 0 }
            for number in 1..<100_000 {
                last = try pool.submit { [last] in last.isFinished ? number : -1 }
            }
            await pool.awaitShutdown(.immediate)
            _ = try? await last.value
            release.open()
        }
    }
}
