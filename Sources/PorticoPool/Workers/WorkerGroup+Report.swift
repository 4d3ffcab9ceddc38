// SPDX-License-Identifier: Apache-2.0

// MARK: - For those who look on

extension WorkerGroup {
    /// Adds what the Workers know.
    func fill(_ figures: inout PoolFigures) {
        let (workers, past) = state.withLock { ($0.workers, $0.pastTimes) }
        let report = report()
        (figures.executed, figures.failed) = (report.executed, report.failed)
        figures.active = report.abandoned
        figures.idle = max(0, figures.size - figures.active)
        guard configuration.measuresTimes else { return }
        var (queueWait, runTime) = past
        for times in workers.compactMap(\.figures.times) {
            queueWait.add(times.queueWait.snapshot)
            runTime.add(times.runTime.snapshot)
        }
        (figures.queueWait, figures.runTime) = (queueWait, runTime)
    }

    /// The Workers that have not ended; nil when none has not, and there will be no more.
    func liveWorkers() -> [Worker]? {
        // Asked first: after that no Worker is added to the list.
        let isClosed = channel.isClosed
        let workers = state.withLock { $0.workers.filter { !$0.figures.hasEnded } }
        return isClosed && workers.isEmpty ? nil : workers
    }

    /// Waits until that moment, or until the last Worker has ended.
    func waitForEnd(until end: ContinuousClock.Instant) {
        state.withLock(waitingOn: workerEnded) { state in
            let left = end - ContinuousClock.now
            let isOver = channel.isClosed && state.workers.allSatisfy { $0.figures.hasEnded }
            return isOver || left <= .zero ? .over : .atMost(left)
        } _: { _ in
        }
    }

    /// What the Workers have done so far.
    func report() -> ShutdownReport {
        let workers = state.withLock { state -> [ShutdownReport.Worker] in
            var reports = state.retired
            for worker in state.workers {
                reports[worker.id] = worker.report(after: reports[worker.id])
            }
            return reports.values.sorted { $0.id < $1.id }
        }
        return ShutdownReport(workers: workers, dropped: channel.dropCounts.dropped(.shutDown))
    }
}

extension Worker {
    /// What this Worker did, and another one before it with the same number.
    func report(after earlier: ShutdownReport.Worker?) -> ShutdownReport.Worker {
        ShutdownReport.Worker(
            id: id,
            executed: figures.executed + (earlier?.executed ?? 0),
            failed: figures.failed + (earlier?.failed ?? 0),
            isAbandoned: figures.isBusy)
    }
}
