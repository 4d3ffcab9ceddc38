// SPDX-License-Identifier: Apache-2.0

import Glibc
import PorticoPool

/// Makes bodies of jobs: of every length, some that throw, send jobs of their own or last very long.
struct JobMaker: Sendable {
    /// What a job throws.
    struct Mishap: Error {}

    let pool: ThreadPool
    let plan: PoolPlan
    let ledger: Ledger
    /// Opens when the pool has been ended.
    let gate: Latch
    /// What each Worker has of its own.
    let local: WorkerLocal<Tracked>

    /// Makes the body of the job with that record.
    func body(_ record: JobRecord, _ random: inout SeededGenerator) -> @Sendable () throws -> Void {
        let (token, work) = (Tracked(), work(&random))
        return {
            record.didRun()
            try withExtendedLifetime(token) { try work() }
        }
    }

    private func work(_ random: inout SeededGenerator) -> @Sendable () throws -> Void {
        let microseconds = random.number(0...300)
        switch random.number(0...19) {
        case 0: return { SoakThread.pause(microseconds: microseconds) }
        case 1: return { Self.compute(microseconds) }
        case 2, 3:
            return { [ledger] in
                ledger.didThrow()
                throw Mishap()
            }
        case 4, 5:
            return { [local] in
                // On a Worker this cannot fail: the closure that makes the value throws nothing.
                try? local.withValue { _ in }
            }
        case 6: return { [pool, ledger] in Self.sendOneMore(to: pool, ledger) }
        case 7 where plan.holds: return { [gate] in gate.wait() }
        case 8 where plan.holds:
            // A job that its sender runs is never cancelled.
            return { [gate] in
                while !JobContext.isCancelled, !gate.isOver { SoakThread.pause(microseconds: 50) }
            }
        default: return {}
        }
    }

    /// What a job does that queues another one.
    private static func sendOneMore(to pool: ThreadPool, _ ledger: Ledger) {
        let (record, token) = (ledger.open(isTold: false), Tracked())
        do throws(PoolError) {
            try pool.execute { withExtendedLifetime(token) { record.didRun() } }
            record.answer = .accepted
        } catch {
            record.answer = .refused
        }
    }

    private static func compute(_ microseconds: Int) {
        let end = ContinuousClock.now + .microseconds(microseconds)
        while ContinuousClock.now < end {}
    }

    /// A deadline for some of the jobs, if there are any in this round: passed, close or far away.
    func deadline(_ random: inout SeededGenerator) -> ContinuousClock.Instant? {
        guard plan.deadlines, random.oneIn(3) else { return nil }
        return .now + .microseconds(random.pick([0, 100, 1_000, 10_000_000]))
    }
}
