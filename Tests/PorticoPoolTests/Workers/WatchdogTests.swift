// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct WatchdogTests {
    private struct Log: PoolObserver {
        let jobs = Journal<OverdueJob>()
        let areReported: Gate
        init(expected: Int) { areReported = Gate(arrivals: expected) }
        func jobIsOverdue(_ job: OverdueJob) {
            jobs.write(job)
            areReported.open()
        }
    }

    private func makePool(size: Int, limit: Duration, _ log: Log) throws -> ThreadPool {
        var configuration = ThreadPool.Configuration(size: size)
        configuration.jobTimeLimit = limit
        configuration.observer = log
        return try ThreadPool.build(configuration)
    }

    @Test func aJobThatRunsForTooLongIsReportedOnceWithItsLabel() throws {
        let log = Log(expected: 3)
        let pool = try makePool(size: 3, limit: .milliseconds(5), log)
        try pool.execute(Job(label: "report") { log.areReported.wait() })
        _ = try pool.submit(label: "digest") { log.areReported.wait() }
        try pool.execute { log.areReported.wait() }
        #expect(log.areReported.wait())
        pool.shutdown()
        let jobs = log.jobs.entries
        #expect(jobs.count == 3)
        #expect(Set(jobs.map(\.label)) == ["report", "digest", nil])
        #expect(Set(jobs.map(\.worker)) == [0, 1, 2])
        #expect(jobs.allSatisfy { $0.age >= .milliseconds(5) })
    }

    @Test func aJobThatEndsInTimeIsNotReported() throws {
        let log = Log(expected: 1)
        let pool = try makePool(size: 2, limit: .seconds(3_600), log)
        for _ in 0..<1_000 { try pool.execute {} }
        pool.shutdown()
        #expect(log.jobs.entries.isEmpty)
    }

    @Test func aJobThatOutlivesTheShutdownIsStillReported() throws {
        let (log, release) = (Log(expected: 1), Gate())
        let pool = try makePool(size: 1, limit: .milliseconds(50), log)
        let isBusy = Gate()
        let stuck = Job(label: "stuck") {
            isBusy.open()
            release.wait()
        }
        try pool.execute(stuck)
        isBusy.wait()
        #expect(pool.shutdown(.immediate).abandoned == 1)
        #expect(log.areReported.wait())
        #expect(log.jobs.entries.map(\.label) == ["stuck"])
        release.open()
        pool.shutdown()
    }
}
