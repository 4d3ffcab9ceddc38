// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// Tasks that await jobs of a pool, or run on it.
struct TaskSender {
    let pool: ThreadPool
    let maker: JobMaker
    /// Counted down by each task at its end.
    let latch: Latch
    /// What did not hold in a task.
    let faults: Lock<[Fault]>

    /// Starts a task that awaits jobs one after the other, and has some of them cancelled.
    func startRuns(_ generator: SeededGenerator) {
        latch.expect(1)
        Task { [self] in
            var random = generator
            for _ in 0..<maker.plan.jobsPerSender {
                let isCancelled = maker.plan.cancels && random.oneIn(4)
                await runOne(&random, isCancelled: isCancelled)
            }
            latch.countDown()
        }
    }

    private func runOne(_ random: inout SeededGenerator, isCancelled: Bool) async {
        let record = maker.ledger.open(isTold: true)
        let (deadline, body) = (maker.deadline(&random), maker.body(record, &random))
        let task = Task { [pool, faults] in
            do {
                try await pool.run(deadline: deadline, body)
                record.answer = .accepted
            } catch is JobMaker.Mishap {
                record.answer = .accepted
            } catch is CancellationError {
                record.didDrop()
                record.answer = .cancelled
            } catch PoolError.dropped {
                record.didDrop()
                record.answer = .accepted
            } catch let error as PoolError {
                record.answer = .refused
                if error == .notOnWorker { faults.change { $0.append(Fault("\(error)")) } }
            } catch {
                faults.change { $0.append(Fault("run threw \(error)")) }
            }
        }
        if isCancelled {
            if random.oneIn(2) { await Task.yield() }
            task.cancel()
        }
        await task.value
    }

    /// Starts a task that yields on the pool, or one that calls an actor on a lane of it.
    func startSteps(_ generator: SeededGenerator) {
        var random = generator
        let (count, token) = (random.number(1...50), Tracked())
        latch.expect(1)
        guard random.oneIn(2) else {
            Task(executorPreference: pool) { [latch] in
                for _ in 0..<count { await Task.yield() }
                withExtendedLifetime(token) { latch.countDown() }
            }
            return
        }
        let tenant = LaneTenant(on: pool)
        Task { [latch, faults] in
            for _ in 0..<count { await tenant.step() }
            let steps = await tenant.steps
            if steps != count {
                faults.change { $0.append(Fault("a lane ran \(steps) of \(count) steps")) }
            }
            withExtendedLifetime(token) { latch.countDown() }
        }
    }
}
