// SPDX-License-Identifier: Apache-2.0

import Dispatch
import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct JobExecutorTests {
    private struct QueueExecutor: JobExecutor {
        let queue = DispatchQueue(label: "jobs", attributes: .concurrent)

        func execute(contentsOf jobs: [Job]) {
            for job in jobs { queue.async { job.run() } }
        }
    }

    private struct ThreadPerJob: JobExecutor {
        func execute(contentsOf jobs: [Job]) throws(PoolError) {
            for (index, job) in jobs.enumerated() {
                do throws(PosixError) {
                    _ = try PosixThread(name: "job") { job.run() }
                } catch {
                    throw .queueFull(accepted: index)
                }
            }
        }
    }

    static let executors: [any JobExecutor] = [
        QueueExecutor(), ThreadPerJob(), ThreadPool(size: 2),
    ]

    @Test(arguments: 0..<3) func runsEachJobOnceWhateverTheExecutor(_ index: Int) throws {
        let executor = Self.executors[index]
        let (all, tally) = (Gate(arrivals: 101), Tally())
        let job = Job {
            tally.add()
            all.open()
        }
        try executor.execute(contentsOf: Array(repeating: job, count: 100))
        try executor.execute {
            tally.add()
            all.open()
        }
        #expect(all.wait())
        #expect(tally.count == 101)
    }

    private final class Careless: JobExecutor {
        func execute(contentsOf jobs: [Job]) {}
    }

    private struct Dropping: JobExecutor {
        func execute(contentsOf jobs: [Job]) throws(PoolError) {
            for job in jobs.dropLast() { job.drop(.shutDown) }
            jobs.last?.refuse()
            throw .queueFull(accepted: jobs.count - 1)
        }
    }

    @Test func whoQueuesAJobIsToldThatItWasLost() {
        let reasons = Journal<JobDropReason>()
        try? Careless().execute(Job(onDrop: { reasons.write($0) }) {})
        #expect(reasons.entries == [.discarded])
    }

    @Test func whoQueuesAJobIsToldOnceThatItWasDropped() {
        let reasons = Journal<JobDropReason>()
        let jobs = (0..<3).map { _ in Job(onDrop: { reasons.write($0) }) {} }
        #expect(throws: PoolError.queueFull(accepted: 2)) {
            try Dropping().execute(contentsOf: jobs)
        }
        #expect(reasons.entries == [.shutDown, .shutDown], "the third was refused")
    }

    @Test func aPoolTellsNobodyOfJobsThatItRefused() throws {
        let (pool, reasons) = (ThreadPool(size: 1), Journal<JobDropReason>())
        #expect(!pool.mayBlockCaller)
        pool.shutdown()
        #expect(throws: PoolError.shutDown) {
            try pool.execute(Job(onDrop: { reasons.write($0) }) {})
        }
        #expect(throws: PoolError.shutDown) {
            try pool.execute(contentsOf: [Job(onDrop: { reasons.write($0) }) {}])
        }
        #expect(reasons.entries.isEmpty)
    }
}
