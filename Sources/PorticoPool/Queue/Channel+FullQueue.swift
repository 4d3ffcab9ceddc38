// SPDX-License-Identifier: Apache-2.0
// The slow ways of a Channel: a full queue, senders that wait, jobs that are taken out of the queue.

extension Channel {
    /// Finds a way for `jobs`, of which the first `accepted` have been queued.
    func sendToFull(_ jobs: [Job], from accepted: Int) throws(PoolError) {
        // Who is told of a drop must not drop others or wait: that could go on for ever.
        if CallerScope.isTellingOfDrop {
            throw refuse(jobs, from: accepted, .queueFull(accepted: accepted))
        }
        switch whenFull {
        case .reject:
            throw refuse(jobs, from: accepted, .queueFull(accepted: accepted))
        case .dropOldest:
            try displace(jobs, from: accepted)
        case .callerRuns:
            try runHere(jobs, from: accepted)
        case .wait:
            guard WorkerLoop.current?.channel !== self else {
                let error = accepted == 0 ? .wouldDeadlock : PoolError.queueFull(accepted: accepted)
                throw refuse(jobs, from: accepted, error)
            }
            try waitForRoom(jobs, from: accepted, until: nil)
        }
    }

    /// Queues each job in the place of the one that has waited longest.
    private func displace(_ jobs: [Job], from first: Int) throws(PoolError) {
        var (accepted, dropped) = (first, [Message]())
        let (isClosed, parker) = outbox.withLock { outbox in
            inbox.withLock { inbox -> (Bool, Parker?) in
                guard !inbox.state.isClosed else { return (true, nil) }
                var parker: Parker?
                for job in jobs[first...] {
                    if freeRoom(in: &inbox, for: 1) == 0 {
                        let oldest =
                            outbox.messages.takeFirstDroppable()
                            ?? inbox.messages.takeFirstDroppable()
                        guard let oldest else { break }
                        countTaken(oldest)
                        dropped.append(oldest)
                    }
                    var message: Message? = .newJob(job)
                    if let woken = append(&message, to: &inbox) { parker = woken }
                    accepted += 1
                }
                return (false, parker)
            }
        }
        parker?.condition.signal()
        for case .newJob(let job) in dropped { drop(job, .displaced) }
        guard accepted < jobs.count else { return }
        throw refuse(
            jobs, from: accepted,
            isClosed && accepted == 0 ? .shutDown : .queueFull(accepted: accepted))
    }

    /// Runs `jobs` on the calling thread, unless that is too deep in jobs that it runs already.
    private func runHere(_ jobs: [Job], from first: Int) throws(PoolError) {
        for (index, job) in jobs.enumerated().dropFirst(first) {
            let hasRun = CallerScope.nested {
                run(job)
            }
            guard hasRun else { throw refuse(jobs, from: index, .queueFull(accepted: index)) }
        }
    }

    private func run(_ job: Job) {
        switch job.claim() {
        case .run:
            dropCounts.countRunByCaller()
            do { try job.perform() } catch { dropCounts.countFailedOnCaller() }
        case .drop(let reason):
            drop(job, reason)
        case .bury:
            break
        }
    }

    /// Tells a job that was taken out of the queue that it will not run.
    func drop(_ job: Job, _ reason: JobDropReason) {
        CallerScope.tellOfDrop { job.drop(reason, dropCounts) }
    }
}

// MARK: - Waiting for room

extension Channel {
    /// Blocks until `jobs` have been queued one after the other, the first `accepted` of which are; until
    /// `end` at most.
    ///
    /// Who waits is served first come, first served: nobody else finds room meanwhile.
    func waitForRoom(
        _ jobs: [Job], from first: Int, until end: ContinuousClock.Instant?
    ) throws(PoolError) {
        let waiter = Waiter()
        outbox.withLock { outbox in
            inbox.withLock { $0.waiters.append(waiter) }
            outbox.hasWaiters = true
        }
        var accepted = first
        while accepted < jobs.count {
            let (count, isOver) = appendInTurn(jobs[accepted...], waiter, until: end)
            accepted += count
            guard isOver, accepted < jobs.count else { continue }
            let isClosed = isClosed && accepted == 0
            throw refuse(
                jobs, from: accepted, isClosed ? .shutDown : .queueFull(accepted: accepted))
        }
    }

    /// Waits for the turn of `waiter` and queues what fits; says how much that was, and whether it waits
    /// no longer.
    private func appendInTurn(
        _ jobs: ArraySlice<Job>, _ waiter: Waiter, until end: ContinuousClock.Instant?
    ) -> (count: Int, isOver: Bool) {
        let (count, isOver, parker, next) = inbox.withLock(waitingOn: waiter.condition) { inbox in
            if inbox.state.isClosed || hasTurn(waiter, in: &inbox) { return .over }
            guard let end else { return .untilSignalled }
            let left = end - .now
            return left > .zero ? .atMost(left) : .over
        } _: { inbox -> (Int, Bool, Parker?, Waiter?) in
            var (count, parker) = (0, nil as Parker?)
            if !inbox.state.isClosed, hasTurn(waiter, in: &inbox) {
                let room = freeRoom(in: &inbox, for: jobs.count)
                parker = appendWhatFits(jobs, room, to: &inbox).1
                count = room
                if count < jobs.count { return (count, false, parker, nil) }
            }
            inbox.waiters.removeAll { $0 === waiter }
            return (count, true, parker, nextInTurn(in: &inbox))
        }
        parker?.condition.signal()
        next?.condition.signal()
        return (count, isOver)
    }

    /// Whether there is room, and nobody has waited for longer.
    func hasTurn(_ waiter: Waiter, in inbox: inout Inbox) -> Bool {
        inbox.waiters.first === waiter && freeRoom(in: &inbox, for: 1) == 1
    }

    /// Who must be woken because there is room.
    private func nextInTurn(in inbox: inout Inbox) -> Waiter? {
        guard let first = inbox.waiters.first else { return nil }
        return freeRoom(in: &inbox, for: 1) == 1 ? first : nil
    }

    /// Wakes a sender that waits for room; called without a lock, after room was made.
    func didMakeRoom() {
        let waiter = outbox.withLock { outbox in
            inbox.withLock { inbox -> Waiter? in
                outbox.hasWaiters = !inbox.waiters.isEmpty
                return nextInTurn(in: &inbox)
            }
        }
        waiter?.condition.signal()
    }

    /// Takes the job that somebody holds `ticket` for out of the queue, if it is there, and lets a sender
    /// that waits have its room.
    func remove(_ ticket: JobTicket) {
        // Released after unlocking.
        let (removed, waiter) = outbox.withLock { outbox in
            inbox.withLock { inbox -> (Message?, Waiter?) in
                let position = ticket.position
                let message =
                    outbox.messages.remove(at: position, of: ticket)
                    ?? inbox.messages.remove(at: position, of: ticket)
                guard let message else { return (nil, nil) }
                countTaken(message)
                publish(inbox)
                return (message, nextInTurn(in: &inbox))
            }
        }
        waiter?.condition.signal()
        withExtendedLifetime(removed) {}
    }

    /// Counts a message that has left the queue; with the outbox locked.
    func countTaken(_ message: Message) {
        if capacity != nil, message.isExempt { exemptTaken.store(exemptTaken.value + 1) }
        taken.store(taken.value + 1)
    }
}
