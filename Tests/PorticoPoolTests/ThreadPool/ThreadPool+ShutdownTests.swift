// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 2)) struct ThreadPoolShutdownTests {
    @Test func queuedJobsRunBeforeTheWorkersTerminate() throws {
        let (pool, release, tally) = (ThreadPool(size: 2), Gate(), Tally())
        for _ in 0..<2 { try pool.execute { release.wait() } }
        for _ in 0..<50 { try pool.execute { tally.add() } }
        let hasEnded = Gate()
        let closer = try PosixThread(name: "closer") {
            pool.shutdown(.drain)
            hasEnded.open()
        }
        #expect(!hasEnded.isOpen)
        release.open()
        #expect(hasEnded.wait())
        closer.join()
        #expect(tally.count == 50)
    }

    @Test func everyCallReturnsWhenTheWorkersHaveEnded() throws {
        let (pool, release, tally) = (ThreadPool(size: 2), Gate(), Tally())
        try pool.execute {
            release.wait()
            tally.add()
        }
        let seen = Journal<Int>()
        let closers = try (0..<4).map { id in
            try PosixThread(name: "closer-\(id)") {
                pool.shutdown(.drain)
                seen.write(tally.count)
            }
        }
        release.open()
        for closer in closers { closer.join() }
        pool.shutdown(.drain)
        #expect(seen.entries == [1, 1, 1, 1])
    }

    @Test func onAWorkerItDoesNotWaitForItself() throws {
        let (pool, tally, hasReturned) = (ThreadPool(size: 2), Tally(), Gate())
        try pool.execute {
            pool.shutdown(.drain)
            hasReturned.open()
        }
        #expect(hasReturned.wait())
        #expect(throws: PoolError.shutDown) { try pool.execute { tally.add() } }
        pool.shutdown(.drain)
        #expect(tally.count == 0)
    }

    @Test func aReleasedPoolRunsWhatIsQueued() throws {
        let (release, all) = (Gate(), Gate(arrivals: 20))
        var pool: ThreadPool? = ThreadPool(size: 2)
        for _ in 0..<2 { try pool?.execute { release.wait() } }
        for _ in 0..<20 { try pool?.execute { all.open() } }
        pool = nil
        release.open()
        #expect(all.wait())
    }

    @Test func aPoolMayBeReleasedByItsOwnWorker() throws {
        struct Watch: PoolObserver {
            let areToldToTerminate = Gate(arrivals: 2)
            func workerWasToldToTerminate(_ id: Int) { areToldToTerminate.open() }
        }
        let (watch, release, isRun) = (Watch(), Gate(), Gate(arrivals: 2))
        do {
            var configuration = ThreadPool.Configuration(size: 2)
            configuration.observer = watch
            let pool = try ThreadPool.build(configuration)
            try pool.execute {
                release.wait()
                try? pool.execute { isRun.open() }
                isRun.open()
            }
        }
        release.open()
        #expect(isRun.wait())
        #expect(watch.areToldToTerminate.wait())
    }

    @Test func anAcceptedJobRunsAlsoWhenProducersRaceWithShutdown() throws {
        for _ in 0..<50 {
            let (pool, accepted, executed) = (ThreadPool(size: 3), Tally(), Tally())
            let areSending = Gate(arrivals: 8)
            let producers = try (0..<8).map { id in
                try PosixThread(name: "producer-\(id)") {
                    for number in 0..<100_000 {
                        let isAccepted = (try? pool.execute { executed.add() }) != nil
                        if number == 0 { areSending.open() }
                        guard isAccepted else { return }
                        accepted.add()
                        guard number < 100_000 else { return }
                    }
                }
            }
            #expect(areSending.wait())
            pool.shutdown(.drain)
            for producer in producers { producer.join() }
            #expect(accepted.count == executed.count)
        }
    }

    @Test func aPoolCanBeMadeAndShutDownManyTimes() throws {
        let tally = Tally()
        for _ in 0..<500 {
            let pool = ThreadPool(size: 3)
            for _ in 0..<4 { try pool.execute { tally.add() } }
            pool.shutdown(.drain)
        }
        #expect(tally.count == 2_000)
    }
}
