// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import Synchronization

/// Jobs whose `onDrop` queues them again, until a hundred thousand have been dropped.
///
/// With ``ThreadPool/FullQueuePolicy/dropOldest`` each of them displaces another one, which is told so
/// and queues itself again: without end for the stack, if the pool calls `onDrop` within `onDrop`.
final class ResubmitOnDrop: Sendable {
    private static let mostDrops = 100_000

    private let pool: ThreadPool
    private let deadline: Bool
    private let gate = Latch(1)
    private let drops = Atomic(0)
    private let accepted = Atomic(0)
    private let ended = Atomic(0)

    private init(_ pool: ThreadPool, deadline: Bool) {
        self.pool = pool
        self.deadline = deadline
    }

    static func round(_ trial: Trial) throws(Fault) -> Int {
        var random = trial.random
        var configuration = ThreadPool.Configuration(size: random.number(1...2))
        let capacity = random.number(1...4)
        let byDeadline = random.oneIn(2)
        if !byDeadline {
            configuration.capacity = capacity
            configuration.whenFull = .dropOldest
        }
        configuration.threadName = Tracked.threadName
        guard let pool = try? ThreadPool.build(configuration) else {
            throw Fault("no pool of \(configuration.size) could be made")
        }
        trial.watch(
            "size \(configuration.size), capacity \(configuration.capacity ?? 0), "
                + "deadlines \(byDeadline)", pool)
        let isDraining = random.oneIn(2)
        let scenario = ResubmitOnDrop(pool, deadline: byDeadline)
        return try scenario.run(jobs: capacity + 2, isDraining ? .drain : .immediate)
    }

    private func run(jobs: Int, _ mode: ThreadPool.ShutdownMode) throws(Fault) -> Int {
        // Only what is displaced while the Workers are held goes round and round.
        if !deadline { holdWorkers() }
        for _ in 0..<jobs { submit() }
        gate.countDown()
        while deadline, drops.load(ordering: .relaxed) < Self.mostDrops {
            SoakThread.pause(microseconds: 100)
        }
        pool.shutdown(mode)
        pool.shutdown()
        let (accepted, ended) = (
            accepted.load(ordering: .relaxed), ended.load(ordering: .relaxed)
        )
        try Fault.unlessEqual("jobs that ended", ended, accepted)
        return accepted
    }

    /// Has every Worker run a job that waits for the gate.
    private func holdWorkers() {
        for _ in 0..<pool.size {
            let hasBegun = Latch(1)
            try? pool.execute {
                hasBegun.countDown()
                self.gate.wait()
            }
            hasBegun.wait()
        }
    }

    /// Queues a job that is queued again when it is dropped, unless that has happened too often.
    private func submit() {
        // Any past moment will do.
        let past = deadline && drops.load(ordering: .relaxed) < Self.mostDrops
        let token = Tracked()
        let job = Job(deadline: past ? .now : nil) { [self] _ in
            ended.add(1, ordering: .relaxed)
            if drops.add(1, ordering: .relaxed).newValue < Self.mostDrops { submit() }
        } _: { [self] in
            withExtendedLifetime(token) { _ = ended.add(1, ordering: .relaxed) }
        }
        // Counted first: the job may end before the call returns.
        accepted.add(1, ordering: .relaxed)
        do throws(PoolError) {
            try pool.execute(job)
        } catch {
            accepted.subtract(1, ordering: .relaxed)
        }
    }
}
