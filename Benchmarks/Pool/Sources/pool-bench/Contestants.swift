// SPDX-License-Identifier: Apache-2.0

import BookPool
import Dispatch
import Glibc
import NIOPosix
import PorticoPool

/// Each contestant runs `jobs` jobs and returns when the last has run.
///
/// The job captures nothing, or a number, which costs an allocation.
func contestants(jobs: Int, workers: Int) -> [(String, (Bool) -> Void)] {
    [
        (
            "PorticoPool, singly",
            { isCapturing in
                let pool = ThreadPool(size: workers)
                for number in 0..<jobs {
                    if isCapturing {
                        try? pool.execute { if number < 0 { abort() } }
                    } else {
                        try? pool.execute {}
                    }
                }
                pool.shutdown()
            }
        ),
        (
            "PorticoPool, batches of 64",
            { isCapturing in
                let pool = ThreadPool(size: workers)
                for start in stride(from: 0, to: jobs, by: 64) {
                    let batch = (start..<min(start + 64, jobs)).map { number in
                        guard isCapturing else { return Job {} }
                        return Job { if number < 0 { abort() } }
                    }
                    try? pool.execute(contentsOf: batch)
                }
                pool.shutdown()
            }
        ),
        (
            "PorticoPool, times measured",
            { isCapturing in
                var configuration = ThreadPool.Configuration(size: workers)
                configuration.measuresTimes = true
                guard let pool = try? ThreadPool.build(configuration) else { return }
                for number in 0..<jobs {
                    if isCapturing {
                        try? pool.execute { if number < 0 { abort() } }
                    } else {
                        try? pool.execute {}
                    }
                }
                pool.shutdown()
            }
        ),
        (
            "the Rust Book's pool, in C",
            { _ in
                let pool = book_pool_new(Int32(workers))
                for _ in 0..<jobs { book_pool_execute(pool, { _ in }, nil) }
                book_pool_free(pool)
            }
        ),
        (
            "DispatchQueue.concurrent",
            { isCapturing in
                let queue = DispatchQueue(label: "jobs", attributes: .concurrent)
                for number in 0..<jobs {
                    if isCapturing {
                        queue.async { if number < 0 { abort() } }
                    } else {
                        queue.async {}
                    }
                }
                queue.sync(flags: .barrier) {}
            }
        ),
        (
            "NIOThreadPool",
            { isCapturing in
                let pool = NIOThreadPool(numberOfThreads: workers)
                pool.start()
                for number in 0..<jobs {
                    if isCapturing {
                        pool.submit { _ in if number < 0 { abort() } }
                    } else {
                        pool.submit { _ in }
                    }
                }
                let last = DispatchSemaphore(value: 0)
                pool.submit { _ in last.signal() }
                last.wait()
                try? pool.syncShutdownGracefully()
            }
        ),
    ]
}
