// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct PoolFiguresTests {
    struct Failure: Error {}

    @Test func showWhatThePoolIsDoing() throws {
        var configuration = ThreadPool.Configuration(size: 3)
        configuration.capacity = 4
        let pool = try ThreadPool.build(configuration)
        let (areBusy, release) = (Gate(arrivals: 2), Gate())
        for _ in 0..<2 {
            try pool.execute {
                areBusy.open()
                release.wait()
            }
        }
        areBusy.wait()
        #expect(pool.figures.size == 3)
        #expect(pool.figures.active == 2)
        #expect(pool.figures.idle == 1)
        #expect(pool.figures.queueWait == nil)
        release.open()
        pool.shutdown()
        #expect(pool.figures.active == 0)
        #expect(pool.figures.executed == 2)
    }

    @Test func countWhatDidNotRunByReason() async throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.capacity = 4
        let (pool, isBusy, release) = (try ThreadPool.build(configuration), Gate(), Gate())
        try pool.execute {
            isBusy.open()
            release.wait()
        }
        await isBusy.opened()
        let past = ContinuousClock.now
        try pool.submit {}.cancel()
        try pool.execute(Job(deadline: past) {})
        try pool.execute { throw Failure() }
        try pool.execute {}
        #expect(throws: PoolError.queueFull(accepted: 1)) {
            try pool.execute(contentsOf: [Job {}, Job {}, Job {}])
        }
        release.open()
        await pool.awaitShutdown()
        #expect(throws: PoolError.shutDown) { try pool.execute {} }

        let figures = pool.figures
        #expect(figures.executed == 4)
        #expect(figures.failed == 1)
        #expect(figures.cancelled == 1)
        #expect(figures.late == 1)
        #expect(figures.rejectedAsFull == 2)
        #expect(figures.rejectedAsShutDown == 1)
        #expect(figures.rejectedAsDeadlock == 0)
    }

    @Test func measureHowLongJobsWaitAndRunWhenAsked() throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.measuresTimes = true
        let (pool, isBusy, release) = (try ThreadPool.build(configuration), Gate(), Gate())
        let clock = ContinuousClock()
        try pool.execute {
            isBusy.open()
            release.wait()
        }
        isBusy.wait()
        let blocked = try clock.measure {
            for _ in 0..<3 { try pool.execute {} }
            try pool.execute(contentsOf: Array(repeating: Job {}, count: 6))
            let start = clock.now
            while clock.now - start < .milliseconds(2) {}
        }
        release.open()
        pool.shutdown()
        let (wait, run) = (
            try #require(pool.figures.queueWait), try #require(pool.figures.runTime)
        )
        #expect(wait.count == 10)
        #expect(run.count == 10)
        #expect(try #require(wait.quantile(0.5)) >= .milliseconds(2))
        #expect(try #require(run.quantile(1)) >= .milliseconds(2))
        #expect(try #require(run.quantile(0.5)) < blocked)
        #expect(pool.figures.mostQueued == 9)
        #expect(pool.figures.mostActive == 1)
    }

    @Test func keepTheTimesOfWorkersThatHaveRetired() throws {
        var configuration = ThreadPool.Configuration(size: 4)
        configuration.measuresTimes = true
        let pool = try ThreadPool.build(configuration)
        for round in 1...5 {
            for _ in 0..<100 { try pool.execute {} }
            try pool.waitUntilIdle()
            #expect(pool.figures.runTime?.count == 100 * round)
            try pool.resize(to: round % 2 == 0 ? 4 : 1)
        }
        #expect(pool.shutdown().executed == 500)
    }

    @Test func knowOfTheJobsWhoseValuesAreKnown() async throws {
        let pool = ThreadPool(size: 2)
        for number in 1...5_000 {
            if number % 2 == 0 { try await pool.run {} } else { try await pool.submit {}.value }
            let executed = pool.figures.executed
            try #require(executed == number)
        }
        for number in 1...100 {
            _ = try? await pool.run { throw Failure() }
            try #require(pool.figures.failed == number)
        }
        let report = await pool.awaitShutdown()
        #expect(report.executed == 5_100)
    }
}
