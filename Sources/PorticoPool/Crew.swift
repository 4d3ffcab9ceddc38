// SPDX-License-Identifier: Apache-2.0
// The Workers of a pool and all that they share. The pool holds its crew, and so does the thread of
// each Worker: the crew lives on after the pool until the last Worker has ended, and no Worker keeps
// the pool alive.
//
// Lock order: crew, then the locks of the channel. A Worker takes the lock of the crew only when it
// ends, and nobody waits for a Worker with that lock held.

/// The Workers of a ``ThreadPool``.
package final class Crew: Sendable {
    private struct State {
        /// By number; those that have ended stay until they are joined.
        var workers: [Worker] = []
        var isClosed = false
        var isAnnounced = false
    }

    package let channel: Channel
    package let configuration: ThreadPool.Configuration
    /// Those that run jobs are asked to stop.
    let isStopping = Flag()

    private let start: Worker.Start
    private let state = Guarded(State())
    private let workerEnded = PosixCondition()

    package init(_ configuration: ThreadPool.Configuration, start: @escaping Worker.Start) {
        self.configuration = configuration
        self.start = start
        channel = Channel(capacity: configuration.capacity, whenFull: configuration.whenFull)
    }

    /// True on a Worker of this crew.
    var isCurrent: Bool { WorkerLoop.current?.channel === channel }

    /// How many Workers there are.
    var count: Int { state.withLock { $0.workers.count } }

    /// Starts all Workers, or throws when all those that were started have ended.
    func startAll() throws(PoolCreationError) {
        for id in 0..<configuration.size {
            do throws(PosixError) {
                try state.withLock { state throws(PosixError) in
                    state.workers.append(try start(id, self))
                }
            } catch {
                channel.close()
                for worker in state.withLock({ $0.workers }) { worker.thread.join() }
                throw .threadSpawnFailed(
                    worker: id, of: configuration.size, call: error.call, errno: error.code)
            }
        }
    }

    /// The last thing that a Worker does.
    func didEnd(_ figures: WorkerFigures) {
        state.withLock { _ in figures.didEnd() }
        workerEnded.broadcast()
    }
}

// MARK: - Shutting down

extension Crew {
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
        let workers = state.withLock { $0.workers }
        let reports = workers.map { worker in
            ShutdownReport.Worker(
                id: worker.id, executed: worker.figures.executed, failed: worker.figures.failed,
                isAbandoned: worker.figures.isBusy)
        }
        return ShutdownReport(workers: reports, dropped: channel.losses.dropped(.shutDown))
    }
}
