// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 2)) struct ShutdownModeTests {
    struct Failure: Error {}

    /// A pool whose Workers are all busy until `release` opens.
    private func makeBusyPool(size: Int, _ release: Gate) throws -> ThreadPool {
        let (pool, areBusy) = (ThreadPool(size: size), Gate(arrivals: size))
        for _ in 0..<size {
            try pool.execute {
                areBusy.open()
                release.wait()
            }
        }
        areBusy.wait()
        return pool
    }

    @Test func drainReportsWhatEachWorkerHasDone() throws {
        let pool = ThreadPool(size: 3)
        for number in 0..<300 { try pool.execute { if number % 10 == 0 { throw Failure() } } }
        let report = pool.shutdown(.drain)
        #expect(report.executed == 300)
        #expect(report.failed == 30)
        #expect(report.dropped == 0)
        #expect(report.abandoned == 0)
        #expect(report.workers.map(\.id) == [0, 1, 2])
        #expect(pool.shutdown(.immediate) == report, "a second shutdown finds nothing to do")
    }

    @Test func immediateDropsWhatWaitsAndDoesNotWaitForWhatRuns() throws {
        let (release, reasons) = (Gate(), Journal<JobDropReason>())
        let pool = try makeBusyPool(size: 2, release)
        for _ in 0..<5 { try pool.execute(Job(onDrop: { reasons.write($0) }) {}) }
        let handle = try pool.submit {}
        let report = pool.shutdown(.immediate)
        #expect(reasons.entries == Array(repeating: .shutDown, count: 5))
        #expect(throws: PoolError.dropped(.shutDown)) { try handle.get() }
        #expect(report.dropped == 6)
        #expect(report.abandoned == 2)
        #expect(report.executed == 0)
        release.open()
        let last = pool.shutdown(.drain)
        #expect(last.executed == 2)
        #expect(last.abandoned == 0)
    }

    @Test func immediateWaitsForIdleWorkers() {
        for _ in 0..<200 {
            let report = ThreadPool(size: 3).shutdown(.immediate)
            #expect(report.abandoned == 0)
        }
    }

    @Test func aRunningJobSeesThatItIsNotWaitedFor() throws {
        let (pool, seen) = (ThreadPool(size: 1), Journal<Bool>())
        let (isRunning, release) = (Gate(), Gate())
        try pool.execute {
            seen.write(JobContext.isCancelled)
            isRunning.open()
            release.wait()
            seen.write(JobContext.isCancelled)
        }
        isRunning.wait()
        pool.shutdown(.immediate)
        release.open()
        pool.shutdown(.drain)
        #expect(seen.entries == [false, true])
    }

    @Test func drainWithADeadlineAbandonsWhatRunsThen() throws {
        let release = Gate()
        let pool = try makeBusyPool(size: 1, release)
        try pool.execute {}
        let report = pool.shutdown(.drain(deadline: .now + .milliseconds(20)))
        #expect(report.abandoned == 1)
        #expect(report.dropped == 1)
        release.open()
        #expect(pool.shutdown(.drain).executed == 1)
    }

    @Test func drainWithADeadlineThatIsFarEndsWithTheLastJob() throws {
        let (pool, tally) = (ThreadPool(size: 2), Tally())
        for _ in 0..<100 { try pool.execute { tally.add() } }
        let report = pool.shutdown(.drain(deadline: .now + .seconds(60)))
        #expect(report.executed == 100)
        #expect(tally.count == 100)
    }

    @Test func aLessPatientCallEndsThatOfAMorePatientOne() throws {
        let (release, dropped) = (Gate(), Gate(arrivals: 10))
        let pool = try makeBusyPool(size: 1, release)
        for _ in 0..<10 { try pool.execute(Job(onDrop: { _ in dropped.open() }) {}) }
        let patient = try PosixThread(name: "patient") { pool.shutdown(.drain) }
        pool.shutdown(.immediate)
        #expect(dropped.isOpen)
        release.open()
        patient.join()
    }

    @Test func canBeAwaitedAlsoOnThePoolItself() async throws {
        let pool = ThreadPool(size: 1)
        let report = await Task(executorPreference: pool) {
            try? pool.execute {}
            return await pool.awaitShutdown(.drain)
        }.value
        #expect(report.executed == 2)
        #expect(await pool.awaitShutdown() == report)
    }

    @Test func stepsOfTasksAreNotDroppedButGoOnElsewhere() async throws {
        let release = Gate()
        let pool = try makeBusyPool(size: 1, release)
        let task = Task(executorPreference: pool) { Worker.currentID }
        let report = await pool.awaitShutdown(.immediate)
        #expect(await task.value == nil)
        #expect(report.dropped == 0)
        release.open()
    }

    @Test func idlenessIsWhenNothingWaitsOrRuns() throws {
        let (pool, tally) = (ThreadPool(size: 3), Tally())
        try pool.waitUntilIdle()
        for round in 1...50 {
            for _ in 0..<20 { try pool.execute { try? pool.execute { tally.add() } } }
            try pool.waitUntilIdle()
            #expect(tally.count == 20 * round)
        }
        pool.shutdown(.drain)
        try pool.waitUntilIdle()
    }

    @Test func aWorkerCannotWaitForTheIdlenessOfItsOwnPool() throws {
        let (pool, done) = (ThreadPool(size: 1), Gate())
        try pool.execute {
            #expect(throws: PoolError.wouldDeadlock) { try pool.waitUntilIdle() }
            done.open()
        }
        #expect(done.wait())
    }

    @Test func aReleaseWithoutShutdownIsReportedOnce() throws {
        struct Log: PoolObserver {
            let lines = Journal<Int>()
            let areOver = Gate(arrivals: 2)
            func poolWasReleased(queued: Int) { lines.write(queued) }
            func workerWillEnd(_ id: Int) { areOver.open() }
        }
        let (log, release) = (Log(), Gate())
        var configuration = ThreadPool.Configuration(size: 2)
        configuration.observer = log
        var pool: ThreadPool? = try ThreadPool.build(configuration)
        let areBusy = Gate(arrivals: 2)
        for _ in 0..<2 {
            try pool?.execute {
                areBusy.open()
                release.wait()
            }
        }
        areBusy.wait()
        try pool?.execute {}
        pool = nil
        #expect(log.lines.entries == [1])
        release.open()
        #expect(log.areOver.wait())

        let other = Log()
        configuration.observer = other
        pool = try ThreadPool.build(configuration)
        pool?.shutdown()
        pool = nil
        #expect(other.lines.entries.isEmpty)
    }

    @Test func aPoolSaysHowFarItsEndIs() async throws {
        let (pool, release, seen) = (ThreadPool(size: 1), Gate(), Journal<Bool>())
        #expect(!pool.isShutdown)
        #expect(!pool.isCurrent)
        try pool.execute {
            seen.write(pool.isCurrent)
            release.wait()
        }
        while seen.entries.isEmpty, !Task.isCancelled { await Task.yield() }
        await pool.awaitShutdown(.immediate)
        #expect(pool.isShutdown)
        #expect(!pool.isTerminated)
        release.open()
        await pool.awaitShutdown()
        #expect(pool.isTerminated)
        #expect(seen.entries == [true])
    }

    @Test func idlenessCanBeAwaited() async throws {
        let (pool, tally) = (ThreadPool(size: 2), Tally())
        for _ in 0..<100 { try pool.execute { tally.add() } }
        await pool.awaitIdleness()
        #expect(tally.count == 100)
        await pool.awaitShutdown()
    }

    @Test func theSharedPoolIsThereForEverybody() async throws {
        #expect(try await ThreadPool.shared.run { Worker.currentID } != nil)
        #expect(ThreadPool.shared.maximumSize >= 64)
        await #expect(processExitsWith: .failure) { await ThreadPool.shared.awaitShutdown() }
    }
}
