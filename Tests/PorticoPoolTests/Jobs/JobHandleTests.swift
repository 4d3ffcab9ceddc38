// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

@Suite(.endsWithin(minutes: 5)) struct JobHandleTests {
    struct Failure: Error, Equatable {}

    /// Counts how many of its kind are alive.
    final class Live: Sendable {
        let born, dead: Tally
        init(_ born: Tally, _ dead: Tally) {
            (self.born, self.dead) = (born, dead)
            born.add()
        }
        deinit { dead.add() }
    }

    @Test func getReturnsTheValueOrThrowsTheError() throws {
        let pool = ThreadPool(size: 1)
        #expect(try pool.submit { 42 }.get() == 42)
        let failing = try pool.submit { throw Failure() }
        #expect(throws: Failure()) { try failing.get() }
        pool.shutdown(.drain)
    }

    @Test func valueCanBeAwaitedByManyAndMoreThanOnce() async throws {
        let (pool, release) = (ThreadPool(size: 1), Gate())
        let handle = try pool.submit { release.wait() }
        let waiters = (0..<3).map { _ in Task { try await handle.value } }
        release.open()
        for waiter in waiters { #expect(try await waiter.value) }
        #expect(try await handle.value)
        #expect(handle.isFinished)
    }

    @Test func aJobRunsAlsoWhenNobodyKeepsItsHandle() throws {
        let (pool, isRun) = (ThreadPool(size: 1), Gate())
        _ = try pool.submit { isRun.open() }
        #expect(isRun.wait())
    }

    @Test func cancelTakesAWaitingJobOutOfTheQueue() throws {
        let (pool, release, tally) = (ThreadPool(size: 1), Gate(), Tally())
        try occupy(pool, workers: 1, until: release)
        let handle = try pool.submit { tally.add() }
        handle.cancel()
        handle.cancel()
        #expect(throws: CancellationError.self) { try handle.get() }
        release.open()
        pool.shutdown(.drain)
        #expect(tally.count == 0)
    }

    @Test func cancelTellsARunningJob() throws {
        let (pool, isRunning, release) = (ThreadPool(size: 1), Gate(), Gate())
        let handle = try pool.submit {
            isRunning.open()
            release.wait()
            try JobContext.checkCancellation()
        }
        isRunning.wait()
        handle.cancel()
        release.open()
        #expect(throws: CancellationError.self) { try handle.get() }
    }

    @Test func cancelAfterTheEndChangesNothing() throws {
        let pool = ThreadPool(size: 1)
        let handle = try pool.submit { 1 }
        _ = try handle.get()
        handle.cancel()
        #expect(try handle.get() == 1)
        #expect(pool.queuedCount == 0)
    }

    @Test func getOnAWorkerOfThePoolThrowsInsteadOfWaiting() throws {
        let (pool, other) = (ThreadPool(size: 1), ThreadPool(size: 1))
        let (seen, done) = (Journal<PoolError?>(), Gate())
        try pool.execute {
            let handle = try? pool.submit {}
            seen.write(#expect(throws: PoolError.wouldDeadlock) { try handle?.get() })
            let elsewhere = try? other.submit { 5 }
            #expect((try? elsewhere?.get()) == 5)
            done.open()
        }
        #expect(done.wait())
        #expect(seen.entries == [.wouldDeadlock])
    }

    @Test func aJobThatWaitsDoesNotKeepItsPoolAlive() throws {
        let (release, isRun) = (Gate(), Gate())
        weak var watched: ThreadPool?
        do {
            let pool = ThreadPool(size: 1)
            watched = pool
            try pool.execute { release.wait() }
            _ = try pool.submit { isRun.open() }
        }
        #expect(watched == nil)
        release.open()
        #expect(isRun.wait())
    }

    @Test func tombstonesDoNotPileUpWhileTheWorkersAreBlocked() async throws {
        let (pool, release, dead) = (ThreadPool(size: 2), Gate(), Tally())
        try occupy(pool, workers: 2, until: release)
        var (kept, cancelled) = (0, [JobHandle<Void>]())
        weak var first: JobTicket?
        for number in 0..<1_000 {
            let handle = try pool.submit { [live = Live(Tally(), dead)] in _ = live }
            if number == 0 { first = handle.ticket }
            if number % 10 == 9 { kept += 1 } else { cancelled.append(handle) }
        }
        for handle in cancelled { handle.cancel() }
        for handle in cancelled { _ = try? await handle.value }
        #expect(pool.queuedCount == kept)
        cancelled = []
        #expect(first == nil, "the ticket of a cancelled job is gone")
        let spare = (MessageQueue.maxSpareSegments + 2) * MessageSegment.capacity
        #expect(pool.sender.storageCount <= kept * 10 + spare)
        release.open()
        await pool.awaitShutdown(.drain)
        #expect(pool.queuedCount == 0)
    }

    /// In a process of its own, whose memory no other test uses.
    @Test func aMillionCancelsLeaveMemoryFlat() async {
        await #expect(processExitsWith: .success) {
            let (pool, release, born, dead) = (ThreadPool(size: 4), Gate(), Tally(), Tally())
            try occupy(pool, workers: 4, until: release)
            func cancelMany(_ count: Int) async throws {
                for _ in 0..<count / 100 {
                    let handles = try (0..<100).map { _ in
                        try pool.submit { [live = Live(born, dead)] in _ = live }
                    }
                    for handle in handles { handle.cancel() }
                    // Not by `try? await`: the test library keeps something of each error that is thrown.
                    while dead.count < born.count, !Task.isCancelled { await Task.yield() }
                }
            }
            try await cancelMany(50_000)
            let before = residentPages()
            // A sanitizer keeps what is freed, and takes its time: there the counts alone tell.
            let count = Sanitizer.isOn ? 50_000 : 1_000_000
            try await cancelMany(count)
            let growth = residentPages() - before
            #expect(growth < 2_048 || Sanitizer.isOn, "grew by \(growth) pages of 4 KiB")
            #expect(born.count == 50_000 + count)
            #expect(dead.count == born.count)
            #expect(pool.queuedCount == 0)
            #expect(pool.sender.storageCount <= 80 * 64)
            release.open()
            await pool.awaitShutdown(.drain)
        }
    }

    @Test func getMayEndAfterATime() throws {
        let (pool, release) = (ThreadPool(size: 1), Gate())
        let handle = try pool.submit {
            release.wait()
            return 1
        }
        #expect(throws: PoolError.timedOut) { try handle.get(timeout: .milliseconds(2)) }
        #expect(!handle.isFinished)
        release.open()
        #expect(try handle.get(timeout: .seconds(30)) == 1)
        #expect(handle.isFinished)
        pool.shutdown()
    }
}
