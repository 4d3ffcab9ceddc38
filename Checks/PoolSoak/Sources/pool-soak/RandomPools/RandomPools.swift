// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// One pool of a random configuration, used in every way at once, ended, and all accounts balanced.
struct RandomPools {
    static func round(_ trial: Trial) throws(Fault) -> Int {
        var random = trial.random
        let (plan, ledger) = (PoolPlan(&random), Ledger())
        let seen = Lock(WitnessCounts())
        do throws(Fault) {
            let round = try RandomPools(trial, plan, ledger, seen)
            try round.use(&random)
        } catch {
            throw Fault("\(error)\n\(plan)")
        }
        // Nothing but the pool itself holds the pool now.
        trial.watch("released: \(plan)", nil)
        do throws(Fault) {
            try Tracked.expectNone()
            try ledger.checkJobs()
            try seen.withLock { $0 }.check()
        } catch {
            throw Fault("\(error)\n\(plan)")
        }
        return ledger.accepted
    }

    private let plan: PoolPlan
    private let pool: ThreadPool
    private let maker: JobMaker
    /// Counted down by the tasks.
    private let tasks = Latch(0)
    private let faults = Lock<[Fault]>([])

    private init(
        _ trial: Trial, _ plan: PoolPlan, _ ledger: Ledger, _ seen: Lock<WitnessCounts>
    ) throws(Fault) {
        var configuration = plan.configuration
        configuration.observer = Witness(seen)
        do throws(PoolCreationError) {
            pool = try ThreadPool.build(configuration)
        } catch {
            throw Fault("\(error)")
        }
        self.plan = plan
        maker = JobMaker(
            pool: pool, plan: plan, ledger: ledger, gate: Latch(1),
            local: WorkerLocal { Tracked() })
        trial.watch("\(plan)", pool)
    }

    /// Starts everybody, ends the pool and compares the figures with the ledger.
    private func use(_ random: inout SeededGenerator) throws(Fault) {
        let senders = startSenders(&random)
        startTasks(&random)
        let others = startOthers(&random)
        var report: ShutdownReport?
        if let life = plan.life {
            SoakThread.pause(microseconds: life)
            report = plan.ending.end(pool, maker.ledger)
            maker.gate.countDown()
        }
        for sender in senders { sender.join() }
        tasks.wait()
        for other in others { other.join() }
        if plan.life == nil { report = plan.ending.end(pool, maker.ledger) }
        if let fault = faults.withLock({ $0.first }) { throw fault }
        if plan.ending != .released { try checkFigures(report) }
    }

    private func startSenders(_ random: inout SeededGenerator) -> [SoakThread] {
        (0..<plan.senders).map { _ in
            let generator = random.fork()
            return SoakThread { [pool, maker, faults] in
                var sender = JobSender(pool, maker, generator)
                do throws(Fault) {
                    try sender.run()
                } catch {
                    faults.change { $0.append(error) }
                }
            }
        }
    }

    private func startTasks(_ random: inout SeededGenerator) {
        let sender = TaskSender(pool: pool, maker: maker, latch: tasks, faults: faults)
        for _ in 0..<plan.runTasks { sender.startRuns(random.fork()) }
        for _ in 0..<plan.stepTasks { sender.startSteps(random.fork()) }
    }

    /// Starts those who resize the pool, look at it, or wait until it is idle.
    private func startOthers(_ random: inout SeededGenerator) -> [SoakThread] {
        var threads: [SoakThread] = []
        if plan.resizes {
            var random = random.fork()
            let sizes = (0..<random.number(1...30)).map { _ in random.number(1...6) }
            threads.append(
                SoakThread { [pool] in
                    for size in sizes {
                        // Where the system refuses a thread the pool goes on with what it has.
                        try? pool.resize(to: size)
                        try? pool.setMaximumSize(size == 1 ? nil : 2 * size)
                        SoakThread.pause(microseconds: 20 * size)
                    }
                })
        }
        if plan.waitsUntilIdle {
            // It throws on Workers only.
            threads.append(SoakThread { [pool] in try? pool.waitUntilIdle() })
            tasks.expect(1)
            Task { [pool, tasks] in
                await pool.awaitIdleness()
                tasks.countDown()
            }
        }
        return threads
    }

    /// Ends the pool for good, and compares what it says of itself with the ledger.
    private func checkFigures(_ early: ShutdownReport?) throws(Fault) {
        let last = pool.shutdown(.drain)
        try Fault.unlessEqual("abandoned in the end", last.abandoned, 0)
        try Fault.unless(pool.isShutdown && pool.isTerminated, "the pool says that it goes on")
        try maker.ledger.check(pool.figures, steps: plan.stepTasks > 0)
        guard let early, plan.stepTasks == 0 else { return }
        try Fault.unless(
            early.executed + early.abandoned == last.executed && early.dropped == last.dropped,
            "the report said executed \(early.executed), abandoned \(early.abandoned), dropped "
                + "\(early.dropped); in the end it was \(last.executed) and \(last.dropped)")
    }
}
