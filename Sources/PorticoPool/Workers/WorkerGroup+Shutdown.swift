// SPDX-License-Identifier: Apache-2.0

// MARK: - Shutting down

extension WorkerGroup {
    /// Queues a terminate message per Worker behind all jobs; false when that has been done before.
    @discardableResult func sendTerminates(isObserved: Bool = true) -> Bool {
        if isObserved, let observer = configuration.observer {
            // The observer is called without a lock and may shut the pool down itself: then that call
            // sends the messages, and this one finds it done.
            let count = state.withLock { state -> Int? in
                defer { state.isClosingAnnounced = true }
                return state.isClosingAnnounced || channel.isClosed ? nil : state.workers.count
            }
            if let count { observer.willSendTerminateMessages(count: count) }
        }
        return channel.sendTerminates() != nil
    }

    /// Drops what waits, and asks what runs to stop.
    func stop() {
        isStopping.value = true
        channel.dropAllJobs()
    }

    /// Waits for the Workers one after the other, as `mode` says.
    func join(_ mode: ThreadPool.ShutdownMode) {
        let (workers, isFirst) = state.withLock { state in
            defer { state.isJoiningAnnounced = true }
            return (state.workers, !state.isJoiningAnnounced)
        }
        let observer = isFirst ? configuration.observer : nil
        observer?.willShutDownWorkers(count: workers.count)
        for worker in workers {
            observer?.willShutDownWorker(worker.id)
            if waitForEnd(of: worker, mode) { worker.thread.join() }
        }
        joinWatchdog()
    }

    /// Waits for the watchdog, which ends when the last Worker has; unless one was left behind.
    private func joinWatchdog() {
        guard liveWorkers() == nil, let watchdog = state.withLock({ $0.watchdog }) else { return }
        if !watchdog.thread.isCurrent { watchdog.thread.join() }
    }

    /// Waits for the end of `worker`; false when it runs code of the user that is not waited for.
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
            // Nothing waits any more: whoever is not in code of the user ends soon, or has just taken a job.
            return worker.figures.isInUserCode ? .over : .atMost(.milliseconds(1))
        } _: { _ in
            worker.figures.hasEnded
        }
    }
}
