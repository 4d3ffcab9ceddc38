// SPDX-License-Identifier: Apache-2.0

import BookPool
import Dispatch
import Glibc
import NIOPosix
import PorticoPool
import Synchronization

/// How long it takes from the call that hands a job over to the job's first instruction.
///
/// One job at a time, the next after a pause in which the threads fall asleep.
final class WakeUp: Sendable {
    private let begun = Atomic<UInt64>(0)
    private let isDone = DispatchSemaphore(value: 0)

    /// What every job does.
    func run() {
        begun.store(Self.nanoseconds, ordering: .releasing)
        isDone.signal()
    }

    /// Hands over `jobs` jobs with `execute`; the nanoseconds that each took to begin.
    private func measure(_ jobs: Int, pause: useconds_t, _ execute: () -> Void) -> [UInt64] {
        (0..<jobs).map { _ in
            if pause > 0 { usleep(pause) }
            let start = Self.nanoseconds
            execute()
            isDone.wait()
            return begun.load(ordering: .acquiring) - start
        }
    }

    private static var nanoseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static func contestants(
        jobs: Int, pause: useconds_t, workers: Int
    ) -> [(String, () -> [UInt64])] {
        let wake = WakeUp()
        return [
            (
                "PorticoPool",
                {
                    let pool = ThreadPool(size: workers)
                    defer { pool.shutdown() }
                    return wake.measure(jobs, pause: pause) { try? pool.execute { wake.run() } }
                }
            ),
            (
                "the Rust Book's pool, in C",
                {
                    let pool = book_pool_new(Int32(workers))
                    defer { book_pool_free(pool) }
                    let argument = Unmanaged.passUnretained(wake).toOpaque()
                    return wake.measure(jobs, pause: pause) {
                        book_pool_execute(pool, runBookJob, argument)
                    }
                }
            ),
            (
                "DispatchQueue.concurrent",
                {
                    let queue = DispatchQueue(label: "jobs", attributes: .concurrent)
                    return wake.measure(jobs, pause: pause) { queue.async { wake.run() } }
                }
            ),
            (
                "NIOThreadPool",
                {
                    let pool = NIOThreadPool(numberOfThreads: workers)
                    pool.start()
                    defer { try? pool.syncShutdownGracefully() }
                    return wake.measure(jobs, pause: pause) { pool.submit { _ in wake.run() } }
                }
            ),
        ]
    }
}

private func runBookJob(_ argument: UnsafeMutableRawPointer?) {
    guard let argument else { return }
    Unmanaged<WakeUp>.fromOpaque(argument).takeUnretainedValue().run()
}
