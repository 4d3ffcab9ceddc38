// SPDX-License-Identifier: Apache-2.0

import Dispatch
import NIOPosix
import PorticoPool

/// What a task pays to have a piece of blocking work done elsewhere: `await` there and back.
enum AwaitedRun {
    /// `tasks` tasks at a time, each of which awaits `trips` empty jobs, one after the other.
    static func contestants(
        trips: Int, tasks: Int, workers: Int
    ) -> [(String, () -> Void)] {
        [
            (
                "PorticoPool, run",
                {
                    let pool = ThreadPool(size: workers)
                    inTasks(tasks, trips) { number in _ = try? await pool.run { number } }
                    pool.shutdown()
                }
            ),
            (
                "NIOThreadPool, runIfActive",
                {
                    let pool = NIOThreadPool(numberOfThreads: workers)
                    pool.start()
                    inTasks(tasks, trips) { number in
                        _ = try? await pool.runIfActive { number }
                    }
                    try? pool.syncShutdownGracefully()
                }
            ),
            (
                "Dispatch, a continuation",
                {
                    let queue = DispatchQueue(label: "jobs", attributes: .concurrent)
                    inTasks(tasks, trips) { number in
                        _ = await withCheckedContinuation { continuation in
                            queue.async { continuation.resume(returning: number) }
                        }
                    }
                }
            ),
        ]
    }

    private static func inTasks(
        _ tasks: Int, _ trips: Int, _ trip: @escaping @Sendable (Int) async -> Void
    ) {
        let isDone = DispatchSemaphore(value: 0)
        for _ in 0..<tasks {
            Task {
                for number in 0..<trips { await trip(number) }
                isDone.signal()
            }
        }
        for _ in 0..<tasks { isDone.wait() }
    }
}
