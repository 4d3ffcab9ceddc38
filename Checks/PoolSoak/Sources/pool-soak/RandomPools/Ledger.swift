// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import Synchronization

/// The accounts of one pool: every job that was offered, and what became of it.
final class Ledger: Sendable {
    private let records = Lock<[JobRecord]>([])
    private let thrown = Atomic(0)

    /// Opens the account of one job.
    func open(isTold: Bool) -> JobRecord {
        let record = JobRecord(isTold: isTold)
        records.withLock { $0.append(record) }
        return record
    }

    /// Called by a body that is about to throw.
    func didThrow() { thrown.add(1, ordering: .relaxed) }

    /// How many jobs were accepted for certain.
    var accepted: Int { count(.accepted) }
    /// How many jobs ran.
    var ran: Int { records.withLock { $0.count { $0.runs > 0 } } }

    private func count(_ answer: JobRecord.Answer) -> Int {
        records.withLock { $0.count { $0.answer == answer } }
    }

    /// Throws unless every job ended exactly once.
    func checkJobs() throws(Fault) {
        for record in records.withLock({ $0 }) { try record.check() }
    }

    /// Throws unless all that the pool counted is what happened: accepted = executed + dropped.
    ///
    /// `steps` says that tasks and actors ran on the pool, whose steps count as executed, too.
    func check(_ figures: PoolFigures, steps: Bool) throws(Fault) {
        try Fault.unlessEqual("queued", figures.queued, 0)
        try Fault.unlessEqual("active", figures.active, 0)
        let counted = figures.executed + figures.ranByCaller
        try Fault.unless(
            steps ? counted >= ran : counted == ran,
            "executed is \(figures.executed), by callers \(figures.ranByCaller), ran \(ran)")
        try Fault.unlessEqual("failed", figures.failed, thrown.load(ordering: .relaxed))
        // A caller that was cancelled cannot say whether its job had been dropped, refused or neither.
        let dropped =
            figures.cancelled + figures.late + figures.displaced + figures.droppedAtShutdown
        let refused =
            figures.rejectedAsFull + figures.rejectedAsShutDown + figures.rejectedAsDeadlock
        let unsure = (ran + dropped - accepted, refused - count(.refused))
        try Fault.unless(
            unsure.0 >= 0 && unsure.1 >= 0 && unsure.0 + unsure.1 <= count(.cancelled),
            "accepted \(accepted), ran \(ran), dropped \(dropped); refused \(count(.refused)), "
                + "rejected \(refused); cancelled in between \(count(.cancelled))")
    }
}
