// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct ThreadPoolTests {
    @Test(arguments: [1, 4, 64]) func startsExactlySoManyThreads(_ size: Int) throws {
        let pool = ThreadPool(size: size)
        let (ids, areBusy) = (Journal<Int?>(), Gate(arrivals: size))
        for _ in 0..<size {
            try pool.execute {
                ids.write(Worker.currentID)
                areBusy.open()
                areBusy.wait()
            }
        }
        #expect(areBusy.wait())
        pool.shutdown(.drain)
        #expect(pool.size == size)
        #expect(Set(ids.entries) == Set(0..<size))
    }

    @Test func runsEveryQueuedJobBeforeShutdownReturns() throws {
        let (pool, tally) = (ThreadPool(size: 4), Tally())
        for _ in 0..<1_000 { try pool.execute { tally.add() } }
        pool.shutdown(.drain)
        #expect(tally.count == 1_000)
    }

    @Test func runsJobsOfOneWorkerInTheOrderOfTheirComing() throws {
        let (pool, journal) = (ThreadPool(size: 1), Journal<Int>())
        for start in stride(from: 0, to: 1_000, by: 10) {
            try pool.execute { journal.write(start) }
            let others = (start + 1..<start + 10).map { number in Job { journal.write(number) } }
            try pool.execute(contentsOf: others)
        }
        pool.shutdown(.drain)
        #expect(journal.entries == Array(0..<1_000))
    }

    @Test func runsAsManyBlockingJobsAtATimeAsItHasWorkers() throws {
        let pool = ThreadPool(size: 4)
        for _ in 0..<100 {
            let met = Gate(arrivals: 4)
            let meeting = Job {
                met.open()
                met.wait()
            }
            try pool.execute(contentsOf: Array(repeating: meeting, count: 4))
            #expect(met.wait())
        }
        pool.shutdown(.drain)
    }

    @Test func blockingJobsReachAllWorkersAfterAnyNumberOfShortOnes() throws {
        let pool = ThreadPool(size: 4)
        for _ in 0..<100 {
            for _ in 0..<20 {
                let areRun = Gate(arrivals: 8)
                let jobs = Array(repeating: Job { areRun.open() }, count: 8)
                try pool.execute(contentsOf: jobs)
                #expect(areRun.wait())
            }
            let met = Gate(arrivals: 4)
            let meeting = Job {
                met.open()
                met.wait()
            }
            try pool.execute(contentsOf: Array(repeating: meeting, count: 4))
            #expect(met.wait())
        }
        pool.shutdown(.drain)
    }

    @Test func aJobWaitsForNoBlockedWorkerWhileAnotherIsFree() throws {
        let (pool, release, isRun) = (ThreadPool(size: 2), Gate(), Gate())
        try pool.execute { release.wait() }
        try pool.execute { isRun.open() }
        #expect(isRun.wait())
        release.open()
        pool.shutdown(.drain)
    }

    @Test func aJobMayExecuteAnother() throws {
        let (pool, isRun) = (ThreadPool(size: 1), Gate())
        try pool.execute { try? pool.execute { isRun.open() } }
        #expect(isRun.wait())
        pool.shutdown(.drain)
    }

    @Test func refusesJobsAfterShutdown() throws {
        let pool = ThreadPool(size: 1)
        pool.shutdown(.drain)
        #expect(throws: PoolError.shutDown) { try pool.execute {} }
        #expect(throws: PoolError.shutDown) { try pool.execute(contentsOf: [Job {}]) }
    }

    @Test func refusesJobsBeyondItsCapacity() throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.capacity = 2
        let pool = try ThreadPool.build(configuration)
        let (isBusy, release) = (Gate(), Gate())
        try pool.execute {
            isBusy.open()
            release.wait()
        }
        #expect(isBusy.wait())
        #expect(throws: PoolError.queueFull(accepted: 2)) {
            try pool.execute(contentsOf: [Job {}, Job {}, Job {}])
        }
        #expect(pool.queuedCount == 2)
        release.open()
        pool.shutdown(.drain)
    }

    @Test func releasesWhatAJobCapturedBeforeTheNextJob() throws {
        final class Captured: Sendable {
            let isReleased: Gate
            init(_ gate: Gate) { isReleased = gate }
            deinit { isReleased.open() }
        }
        let (pool, isReleased, journal) = (ThreadPool(size: 1), Gate(), Journal<Bool>())
        try pool.execute { [captured = Captured(isReleased)] in _ = captured }
        try pool.execute { journal.write(isReleased.isOpen) }
        pool.shutdown(.drain)
        #expect(journal.entries == [true])
    }

    @Test func namesItsThreads() throws {
        var configuration = ThreadPool.Configuration(size: 11)
        configuration.threadName = "a-very-long-name"
        let pool = try ThreadPool.build(configuration)
        let (names, areBusy) = (Journal<String>(), Gate(arrivals: 11))
        for _ in 0..<11 {
            try pool.execute {
                names.write(currentThreadName())
                areBusy.open()
                areBusy.wait()
            }
        }
        #expect(areBusy.wait())
        pool.shutdown(.drain)
        let expected = (0..<10).map { "a-very-long-n-\($0)" } + ["a-very-long--10"]
        #expect(names.entries.sorted() == expected.sorted())
    }

    @Test func onlyAWorkerHasANumber() {
        #expect(Worker.currentID == nil)
    }
}
