// SPDX-License-Identifier: Apache-2.0

import Dispatch
import PorticoPool
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct JobExecutorTests {
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
}
