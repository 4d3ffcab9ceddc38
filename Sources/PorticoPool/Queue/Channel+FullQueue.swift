// SPDX-License-Identifier: Apache-2.0
// The slow ways of a Channel: a full queue, a queue that is emptied, senders and others who wait.

extension Channel {
    /// Finds a way for `jobs`, of which the first `accepted` have been queued.
    func sendToFull(_ jobs: [Job], from accepted: Int) throws(PoolError) {
        switch whenFull {
        case .reject:
            throw refused(.queueFull(accepted: accepted), jobs: jobs.count)
        case .dropOldest:
            try displace(jobs, from: accepted)
        case .wait:
            guard WorkerLoop.current?.channel !== self else {
                let error = accepted == 0 ? .wouldDeadlock : PoolError.queueFull(accepted: accepted)
                throw refused(error, jobs: jobs.count)
            }
            var accepted = accepted
            while accepted < jobs.count { try waitForRoom(jobs, &accepted) }
        }
    }

    func refused(_ error: PoolError, jobs: Int) -> PoolError {
        dropCounts.count(error, jobs: jobs)
        return error
    }

    /// Queues each job in the place of the one that has waited longest.
    private func displace(_ jobs: [Job], from first: Int) throws(PoolError) {
        var (accepted, dropped) = (first, [Message]())
        let (isClosed, parker) = outbox.withLock { outbox in
            inbox.withLock { inbox -> (Bool, Parker?) in
                guard !inbox.isClosed else { return (true, nil) }
                for job in jobs[first...] {
                    if room(in: &inbox, for: 1) == 0 {
                        let oldest =
                            outbox.takeFirstDroppable() ?? inbox.messages.takeFirstDroppable()
                        guard let oldest else { break }
                        taken.store(taken.value + 1)
                        dropped.append(oldest)
                    }
                    inbox.messages.append(.newJob(job))
                    sent.store(sent.value + 1)
                    accepted += 1
                }
                return (false, chooseReceiver(in: &inbox))
            }
        }
        parker?.condition.signal()
        for case .newJob(let job) in dropped { drop(job, .displaced) }
        guard accepted < jobs.count else { return }
        throw refused(
            isClosed && accepted == 0 ? .shutDown : .queueFull(accepted: accepted),
            jobs: jobs.count)
    }

    /// Blocks until there is room for at least one job, and queues what fits.
    private func waitForRoom(_ jobs: [Job], _ accepted: inout Int) throws(PoolError) {
        waiting.count.add(1)
        defer { waiting.count.add(-1) }
        let (isClosed, count, parker) = inbox.withLock(waitingOn: waiting.condition) { inbox in
            inbox.isClosed || room(in: &inbox, for: 1) == 1 ? .over : .untilSignalled
        } _: { inbox -> (Bool, Int, Parker?) in
            guard !inbox.isClosed else { return (true, 0, nil) }
            let (count, parker) = appendWhatFits(jobs[accepted...], to: &inbox)
            return (false, count, parker)
        }
        parker?.condition.signal()
        accepted += count
        guard isClosed else { return }
        throw refused(accepted == 0 ? .shutDown : .queueFull(accepted: accepted), jobs: jobs.count)
    }

    /// Wakes a sender who waits for room; called without a lock, after room was made.
    func didMakeRoom() {
        guard whenFull == .wait, waiting.count.isPositive else { return }
        // Whoever has looked for room and not found it sleeps by the time this lock is free.
        inbox.withLock { _ in }
        waiting.condition.signal()
    }

    /// Tells a job that was taken out of the queue that it will not run.
    func drop(_ job: Job, _ reason: JobDropReason) {
        guard job.drop(reason) else { return didBury() }
        if !job.isStep { dropCounts.count(reason) }
    }

    /// Takes all jobs out of the queue and tells them that the pool was shut down.
    func dropAllJobs() {
        let removed = outbox.withLock { outbox in
            inbox.withLock { inbox in
                let removed = outbox.removeJobs() + inbox.messages.removeJobs()
                taken.store(taken.value + removed.count)
                return removed
            }
        }
        for case .newJob(let job) in removed { drop(job, .shutDown) }
        didMakeRoom()
    }
}
