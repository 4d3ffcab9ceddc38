// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// How a pool ends.
enum PoolEnding: CaseIterable {
    case drain
    case immediate
    /// Drains until a moment that may come before the last job.
    case deadline
    /// From a task, without blocking a thread.
    case awaited
    /// On several threads at once, in all modes.
    case together
    /// By one of its own jobs.
    case byJob
    /// Nobody shuts it down; the last reference goes.
    case released

    /// True when running jobs are not waited for, so that some may last until the pool has ended.
    var endsByTime: Bool { self == .immediate || self == .deadline }

    /// Ends `pool` and returns its report; nil where the report need not be complete.
    func end(_ pool: ThreadPool, _ ledger: Ledger) -> ShutdownReport? {
        switch self {
        case .drain: return pool.shutdown(.drain)
        case .immediate: return pool.shutdown(.immediate)
        case .deadline: return pool.shutdown(.drain(deadline: .now + .milliseconds(2)))
        case .awaited:
            let latch = Latch(1)
            Task {
                await pool.awaitShutdown(.drain)
                latch.countDown()
            }
            latch.wait()
        case .together:
            let modes = [.drain, .immediate, ThreadPool.ShutdownMode.drain(deadline: .now)]
            SoakThread.together(modes.count) { pool.shutdown(modes[$0]) }
        case .byJob: queueShutdown(of: pool, ledger)
        case .released: break
        }
        return nil
    }

    /// Queues a job that shuts the pool down, unless it is refused; the caller does so in any case.
    private func queueShutdown(of pool: ThreadPool, _ ledger: Ledger) {
        let record = ledger.open(isTold: false)
        do throws(PoolError) {
            try pool.execute {
                record.didRun()
                pool.shutdown(.drain)
            }
            record.answer = .accepted
        } catch {
            record.answer = .refused
        }
    }
}
