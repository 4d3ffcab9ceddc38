// SPDX-License-Identifier: Apache-2.0
// The Workers of a pool and all that they share. The pool holds its group, and so does the thread of
// each Worker: the group lives on after the pool until the last Worker has ended, and no Worker keeps
// the pool alive.
//
// Lock order: group, then the locks of the channel. A thread is started with the lock of the group held,
// from the moment its number is reserved until it is in the list: so whoever has closed the channel and
// then takes this lock finds every Worker there will ever be. A Worker takes this lock only when it ends,
// and nobody waits for a Worker with it held.

/// The Workers of a ``ThreadPool``.
package final class WorkerGroup: Sendable {
    struct State {
        /// By number; those that have ended stay until they are joined.
        var workers: [Worker] = []
        /// What those did that have been joined while the pool lives, by number.
        var retired: [Int: ShutdownReport.Worker] = [:]
        var pastTimes: (queueWait: Histogram, runTime: Histogram) = (Histogram(), Histogram())
        var watchdog: Watchdog?
        /// Somebody has told the observer that the terminate messages come, or that they are waited for.
        var isClosingAnnounced = false
        var isJoiningAnnounced = false
    }

    package let channel: Channel
    package let configuration: ThreadPool.Configuration
    /// Those that run jobs are asked to stop.
    let isStopping = Flag()

    /// How many Workers run a job; kept only if times are measured.
    let active = HighWater()

    private let start: Worker.Start
    let state = Guarded(State())
    let workerEnded = PosixCondition()

    package init(_ configuration: ThreadPool.Configuration, start: @escaping Worker.Start) {
        self.configuration = configuration
        self.start = start
        channel = Channel(
            capacity: configuration.capacity, whenFull: configuration.whenFull,
            size: configuration.size, maximumSize: configuration.maximumSize,
            idleTime: configuration.idleTime, measuresTimes: configuration.measuresTimes)
    }

    /// True on a Worker of this group.
    var isCurrent: Bool { WorkerLoop.current?.channel === channel }
}

// MARK: - Sending

extension WorkerGroup {
    /// Queues `job`, and starts a Worker if one is wanted.
    func send(_ job: consuming Job) throws(PoolError) {
        try channel.send(job)
        growIfWanted()
    }

    /// The same, but waits for room until `end`, whatever the policy says.
    func send(
        _ job: consuming Job, waitingUntil end: ContinuousClock.Instant
    ) throws(PoolError) {
        try channel.send(job, waitingUntil: end)
        growIfWanted()
    }

    /// Queues `jobs` in their order, and starts a Worker if one is wanted.
    func send(contentsOf jobs: [Job]) throws(PoolError) {
        try channel.send(contentsOf: jobs)
        growIfWanted()
    }

    /// Queues the job of a ticket, and starts a Worker if one is wanted.
    func send(_ job: consuming Job, isExempt: Bool) throws(PoolError) {
        guard isExempt else { return try send(job) }
        guard !forceSend(job) else { return }
        channel.dropCounts.count(.shutDown, jobs: 1)
        throw .shutDown
    }

    /// Queues what must not be refused, and starts a Worker if one is wanted; false when the channel is
    /// closed.
    func forceSend(_ job: consuming Job) -> Bool {
        defer { growIfWanted() }
        return channel.forceSend(job)
    }

    /// Starts one more Worker, if messages wait for one; if the system refuses, somebody else will try.
    @inline(__always)
    func growIfWanted() {
        if channel.hints.value.contains(.lacksWorker) { grow() }
    }

    private func grow() {
        guard channel.waits else { return }
        // Whoever comes next will try again, and counts the refusal.
        _ = try? startWorker(isPatient: true)
    }
}

// MARK: - Starting

extension WorkerGroup {
    /// Starts all Workers, or throws when all those that were started have ended.
    func startAll() throws(PoolCreationError) {
        let size = configuration.size
        for id in 0..<size {
            do throws(PosixError) {
                try startWorker()
            } catch {
                closeAndJoin()
                throw .threadSpawnFailed(worker: id, of: size, call: error.call, errno: error.code)
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
            throw .watchdogSpawnFailed(call: error.call, errno: error.code)
        }
    }

    private func closeAndJoin() {
        channel.close()
        for worker in state.withLock({ $0.workers }) { worker.thread.join() }
    }

    /// Has `size` Workers at least: starts those that are missing, lets those leave that are too many.
    func resize(to size: Int) throws(PoolCreationError) {
        channel.resize(to: size)
        while channel.size < size {
            do throws(PosixError) {
                guard try startWorker() else { return }
            } catch {
                throw .threadSpawnFailed(
                    worker: channel.size, of: size, call: error.call, errno: error.code)
            }
        }
    }

    /// Starts one Worker if one is wanted, and says whether one was.
    @discardableResult
    private func startWorker(isPatient: Bool = false) throws(PosixError) -> Bool {
        try state.withLock { state throws(PosixError) in
            guard let id = channel.reserve(isPatient: isPatient) else { return false }
            reap(&state)
            do throws(PosixError) {
                let worker = try start(id, self)
                let place = state.workers.firstIndex { $0.id > id } ?? state.workers.count
                state.workers.insert(worker, at: place)
                return true
            } catch {
                channel.didFailToStart(id)
                throw error
            }
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

    /// The last thing that a Worker does; its number may be given to another from now on.
    func didEnd(_ parker: Parker, _ figures: WorkerFigures) {
        state.withLock { _ in
            figures.didEnd()
            channel.end(parker)
        }
        workerEnded.broadcast()
    }
}
