// SPDX-License-Identifier: Apache-2.0

import BookPool
import Dispatch
import Glibc
import NIOPosix
import PorticoPool
import Synchronization

/// What a server does with a pool: hand over a crowd of short jobs, sleep until the last one has
/// answered, and again.
///
/// The cost is that of waking threads.
final class RoundTrip: Sendable {
    private let missing = Atomic(0)
    private let isDone = DispatchSemaphore(value: 0)

    /// Runs `body`, which is to have ``finishJob()`` called `jobs` times, and waits for the last.
    func run(jobs: Int, _ body: () -> Void) {
        missing.store(jobs, ordering: .releasing)
        body()
        isDone.wait()
    }

    func finishJob() {
        if missing.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { isDone.signal() }
    }

    static func contestants(
        trips: Int, crowd: Int, workers: Int
    ) -> [(String, () -> Void)] {
        let trip = RoundTrip()
        return [
            (
                "PorticoPool, as a batch",
                {
                    let pool = ThreadPool(size: workers)
                    let jobs = Array(repeating: Job { trip.finishJob() }, count: crowd)
                    for _ in 0..<trips {
                        trip.run(jobs: crowd) { try? pool.execute(contentsOf: jobs) }
                    }
                    pool.shutdown()
                }
            ),
            (
                "the Rust Book's pool, in C",
                {
                    let pool = book_pool_new(Int32(workers))
                    let argument = Unmanaged.passUnretained(trip).toOpaque()
                    for _ in 0..<trips {
                        trip.run(jobs: crowd) {
                            for _ in 0..<crowd { book_pool_execute(pool, finishBookJob, argument) }
                        }
                    }
                    book_pool_free(pool)
                }
            ),
            (
                "DispatchQueue.concurrent",
                {
                    let queue = DispatchQueue(label: "jobs", attributes: .concurrent)
                    for _ in 0..<trips {
                        trip.run(jobs: crowd) {
                            for _ in 0..<crowd { queue.async { trip.finishJob() } }
                        }
                    }
                }
            ),
            (
                "NIOThreadPool",
                {
                    let pool = NIOThreadPool(numberOfThreads: workers)
                    pool.start()
                    for _ in 0..<trips {
                        trip.run(jobs: crowd) {
                            for _ in 0..<crowd { pool.submit { _ in trip.finishJob() } }
                        }
                    }
                    try? pool.syncShutdownGracefully()
                }
            ),
        ]
    }
}

private func finishBookJob(_ argument: UnsafeMutableRawPointer?) {
    guard let argument else { return }
    Unmanaged<RoundTrip>.fromOpaque(argument).takeUnretainedValue().finishJob()
}
