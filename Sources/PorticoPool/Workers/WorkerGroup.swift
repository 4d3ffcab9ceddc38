// SPDX-License-Identifier: Apache-2.0
// The Workers of a pool and all that they share. The pool holds its group, and so does the thread of
// each Worker: the group lives on after the pool until the last Worker has ended, and no Worker keeps
// the pool alive.
//
// Lock order: group, then the locks of the channel. A Worker takes the lock of the group only when it
// ends, and nobody waits for a Worker with that lock held.

/// The Workers of a ``ThreadPool``.
package final class WorkerGroup: Sendable {
    private struct State {
        /// By number; those that have ended stay until they are joined.
        var workers: [Worker] = []
        /// What those did that have been joined while the pool lives, by number.
        var retired: [Int: ShutdownReport.Worker] = [:]
        var pastTimes: (queueWait: Histogram, runTime: Histogram) = (Histogram(), Histogram())
        var watchdog: Watchdog?
        var isClosed = false
        var isAnnounced = false
    }

    package let channel: Channel
    package let configuration: ThreadPool.Configuration
    /// Those that run jobs are asked to stop.
    let isStopping = Flag()

    /// How many Workers run a job; kept only if times are measured.
    let active = HighWater()

    private let start: Worker.Start
    private let state = Guarded(State())
    private let workerEnded = PosixCondition()

    package init(_ configuration: ThreadPool.Configuration, start: @escaping Worker.Start) {
        self.configuration = configuration
        self.start = start
        channel = Channel(
            capacity: configuration.capacity, whenFull: configuration.whenFull,
            size: configuration.size, maximumSize: configuration.maximumSize,
            idleTime: configuration.maximumSize == nil ? nil : configuration.idleTime,
            measuresTimes: configuration.measuresTimes)
    }

    /// True on a Worker of this group.
    var isCurrent: Bool { WorkerLoop.current?.channel === channel }

    /// Starts all Workers, or throws when all those that were started have ended.
    func startAll() throws(PoolCreationError) {
        for id in 0..<configuration.size {
            do throws(PosixError) {
                try state.withLock { state throws(PosixError) in
                    state.workers.append(try start(id, self))
                }
            } catch {
                closeAndJoin()
                throw .threadSpawnFailed(
                    worker: id, of: configuration.size, call: error.call, errno: error.code)
            }
        }
    }

    /// Starts the watchdog if there is to be one; throws when all Workers have ended.
    func startWatchdog() throws(PoolCreationError) {
        guard let limit = configuration.jobTimeLimit else { return }
        do throws(PosixError) {
            let watchdog = try Watchdog(self, limit: limit)
            state.withLock { $0.watchdog = watchdog }
        } catch {
            closeAndJoin()
            let size = configuration.size
            throw .threadSpawnFailed(worker: size, of: size, call: error.call, errno: error.code)
        }
    }

    private func closeAndJoin() {
        channel.close()
        let workers = state.withLock { state in
            state.isClosed = true
            return state.workers
        }
        for worker in workers { worker.thread.join() }
    }

    /// Starts or retires Workers until there are `size`.
    func resize(to size: Int) throws(PoolCreationError) {
        let missing = channel.resize(to: size)
        for started in 0..<missing {
            do throws(PosixError) {
                try startOne()
            } catch {
                channel.didFailToStart(missing - started)
                throw .threadSpawnFailed(
                    worker: size - missing + started, of: size, call: error.call,
                    errno: error.code)
            }
        }
    }

    /// Starts one more Worker, if jobs wait for one; if the system refuses, somebody else will try.
    func grow() {
        guard channel.reserveWorker() else { return }
        do throws(PosixError) {
            try startOne()
        } catch {
            channel.didFailToStart(1)
        }
    }

    /// Starts a Worker with the lowest number that is free.
    private func startOne() throws(PosixError) {
        try state.withLock { state throws(PosixError) in
            reap(&state)
            guard !state.isClosed else { return }
            let ids = state.workers.map(\.id)
            let id = ids.enumerated().first { $0.offset != $0.element }?.offset ?? ids.count
            state.workers.insert(try start(id, self), at: id)
        }
    }

    /// Joins those that have ended, which takes no time, and keeps what they did.
    private func reap(_ state: inout State) {
        for worker in state.workers where worker.figures.hasEnded {
            worker.thread.join()
            state.retired[worker.id] = worker.report(after: state.retired[worker.id])
            guard let times = worker.figures.times else { continue }
            state.pastTimes.queueWait.add(times.queueWait.snapshot)
            state.pastTimes.runTime.add(times.runTime.snapshot)
        }
        state.workers.removeAll { $0.figures.hasEnded }
    }

    /// The last thing that a Worker does.
    func didEnd(_ figures: WorkerFigures) {
        state.withLock { _ in figures.didEnd() }
        workerEnded.broadcast()
    }
}

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
        state.withLock { state in
            let workers = state.workers.filter { !$0.figures.hasEnded }
            return state.isClosed && workers.isEmpty ? nil : workers
        }
    }

    /// Waits until that moment, or until the last Worker has ended.
    func waitForEnd(until end: ContinuousClock.Instant) {
        state.withLock(waitingOn: workerEnded) { state in
            let left = end - ContinuousClock.now
            let isOver = state.isClosed && state.workers.allSatisfy { $0.figures.hasEnded }
            return isOver || left <= .zero ? .over : .atMost(left)
        } _: { _ in
        }
    }
}

// MARK: - Shutting down

extension WorkerGroup {
    /// Queues a terminate message per Worker behind all jobs; false when that has been done before.
    @discardableResult func sendTerminates(isObserved: Bool = true) -> Bool {
        let count = state.withLock { state -> Int? in
            guard !state.isClosed else { return nil }
            state.isClosed = true
            return state.workers.count
        }
        guard let count else { return false }
        if isObserved { configuration.observer?.willSendTerminateMessages(count: count) }
        channel.sendTerminates(count: count)
        return true
    }

    /// Drops what waits, and asks what runs to stop.
    func stop() {
        isStopping.value = true
        channel.dropAllJobs()
    }

    /// Waits for the Workers one after the other, as `mode` says.
    func join(_ mode: ThreadPool.ShutdownMode) {
        let (workers, isFirst) = state.withLock { state in
            defer { state.isAnnounced = true }
            return (state.workers, !state.isAnnounced)
        }
        let observer = isFirst ? configuration.observer : nil
        observer?.willShutDownWorkers(count: workers.count)
        for worker in workers {
            observer?.willShutDownWorker(worker.id)
            if waitForEnd(of: worker, mode) { worker.thread.join() }
        }
        // It ends when the last Worker has.
        guard liveWorkers() == nil, let watchdog = state.withLock({ $0.watchdog }) else { return }
        if !watchdog.thread.isCurrent { watchdog.thread.join() }
    }

    /// Waits for the end of `worker`; false when it runs a job that is not waited for.
    private func waitForEnd(of worker: Worker, _ mode: ThreadPool.ShutdownMode) -> Bool {
        if let deadline = mode.deadline {
            let hasEnded = state.withLock(waitingOn: workerEnded) { _ in
                let left = deadline - ContinuousClock.now
                return worker.figures.hasEnded || left <= .zero ? .over : .atMost(left)
            } _: { _ in
                worker.figures.hasEnded
            }
            if hasEnded { return true }
            stop()
        }
        return state.withLock(waitingOn: workerEnded) { _ in
            if worker.figures.hasEnded { return .over }
            if mode == .drain { return .untilSignalled }
            // Nothing waits any more: whoever is not busy ends soon, or has just taken a job.
            return worker.figures.isBusy ? .over : .atMost(.milliseconds(1))
        } _: { _ in
            worker.figures.hasEnded
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
    fileprivate func report(after earlier: ShutdownReport.Worker?) -> ShutdownReport.Worker {
        ShutdownReport.Worker(
            id: id,
            executed: figures.executed + (earlier?.executed ?? 0),
            failed: figures.failed + (earlier?.failed ?? 0),
            isAbandoned: figures.isBusy)
    }
}
