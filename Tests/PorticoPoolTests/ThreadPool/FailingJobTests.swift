// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 2)) struct FailingJobTests {
    struct Failure: Error, Equatable { var number: Int }

    private struct Log: PoolObserver {
        let failures = Journal<Int>()
        let starts = Journal<Int>()
        let ends = Journal<Int>()

        func jobFailed(with error: any Error, on id: Int) {
            guard id == Worker.currentID, let error = error as? Failure else { return }
            failures.write(error.number)
        }
        func workerDidStart(_ id: Int) { if id == Worker.currentID { starts.write(id) } }
        func workerWillEnd(_ id: Int) { if id == Worker.currentID { ends.write(id) } }
    }

    private func makePool(size: Int, _ log: Log) throws -> ThreadPool {
        var configuration = ThreadPool.Configuration(size: size)
        configuration.observer = log
        return try ThreadPool.build(configuration)
    }

    @Test func aJobThatThrowsIsReportedAndTheWorkerLives() throws {
        let (log, tally) = (Log(), Tally())
        let pool = try makePool(size: 1, log)
        try pool.execute { throw Failure(number: 1) }
        try pool.execute(Job(label: "second") { throw Failure(number: 2) })
        try pool.execute { tally.add() }
        let report = pool.shutdown()
        #expect(log.failures.entries == [1, 2])
        #expect(tally.count == 1)
        #expect(report.executed == 3)
        #expect(report.failed == 2)
    }

    @Test func anErrorThatTheCallerGetsIsCountedButNotReported() async throws {
        let log = Log()
        let pool = try makePool(size: 1, log)
        await #expect(throws: Failure(number: 1)) {
            try await pool.run { throw Failure(number: 1) }
        }
        let handle = try pool.submit { throw Failure(number: 2) }
        await #expect(throws: Failure(number: 2)) { try await handle.value }
        #expect(await pool.awaitShutdown().failed == 2)
        #expect(log.failures.entries.isEmpty)
    }

    @Test func eachWorkerSaysThatItStartsAndEnds() throws {
        let log = Log()
        try makePool(size: 3, log).shutdown()
        #expect(log.starts.entries.sorted() == [0, 1, 2])
        #expect(log.ends.entries.sorted() == [0, 1, 2])
    }

    /// In a process of its own, because it would keep a thread from the other tests for long.
    @Test func aMillionJobsOfWhichATenthThrowAreAllCounted() async {
        await #expect(processExitsWith: .success) {
            let (pool, tally) = (ThreadPool(size: 4), Tally())
            let count = Sanitizer.isOn ? 100_000 : 1_000_000
            for number in 0..<count {
                try pool.execute {
                    if number % 10 == 0 { throw Failure(number: number) }
                    tally.add()
                }
            }
            let report = await pool.awaitShutdown()
            #expect(tally.count == count / 10 * 9)
            #expect(report.executed == count)
            #expect(report.failed == count / 10)
        }
    }
}
