// SPDX-License-Identifier: Apache-2.0

// MARK: - From any thread

extension Channel {
    /// What became of a job that was sent.
    private enum Verdict { case sent, full, closed }

    /// Queues one job.
    ///
    /// Throws when the channel is closed, or full and the policy leaves no other way.
    package func send(_ job: consuming Job) throws(PoolError) {
        var message: Message? = .newJob(consume job)
        let verdict = trySend(&message)
        guard verdict != .sent, case .newJob(let job)? = message else { return }
        if verdict == .closed { throw refuse([job], from: 0, .shutDown) }
        try sendToFull([job], from: 0)
    }

    /// Queues one job, and waits for room until `end`, whatever the policy says.
    ///
    /// Throws when the channel is closed, or still full then.
    func send(
        _ job: consuming Job, waitingUntil end: ContinuousClock.Instant
    ) throws(PoolError) {
        var message: Message? = .newJob(consume job)
        let verdict = trySend(&message)
        guard verdict != .sent, case .newJob(let job)? = message else { return }
        if verdict == .closed { throw refuse([job], from: 0, .shutDown) }
        if CallerScope.isTellingOfDrop { throw refuse([job], from: 0, .queueFull(accepted: 0)) }
        try waitForRoom([job], from: 0, until: end)
    }

    /// Queues the message and leaves nil in its place, if the channel is open and has room.
    @inline(__always)
    private func trySend(_ message: inout Message?) -> Verdict {
        let (verdict, parker) = inbox.withLock { inbox -> (Verdict, Parker?) in
            guard !inbox.state.isClosed else { return (.closed, nil) }
            guard room(in: &inbox, for: 1) == 1 else { return (.full, nil) }
            return (.sent, append(&message, to: &inbox))
        }
        parker?.condition.signal()
        return verdict
    }

    /// Queues jobs in their order, all with one lock.
    ///
    /// Throws when the channel is closed, or could take only the first of them.
    package func send(contentsOf jobs: [Job]) throws(PoolError) {
        let (accepted, parker) = inbox.withLock { inbox -> (Int?, Parker?) in
            guard !inbox.state.isClosed else { return (nil, nil) }
            return appendWhatFits(jobs[...], room(in: &inbox, for: jobs.count), to: &inbox)
        }
        parker?.condition.signal()
        guard let accepted else { throw refuse(jobs, from: 0, .shutDown) }
        if accepted < jobs.count { try sendToFull(jobs, from: accepted) }
    }

    /// Queues a job even if the channel is full; false, and nothing done, when it is closed.
    package func forceSend(_ job: consuming Job) -> Bool {
        var message: Message? = .newJob(consume job)
        let (isSent, parker) = inbox.withLock { inbox -> (Bool, Parker?) in
            guard !inbox.state.isClosed else { return (false, nil) }
            return (true, append(&message, to: &inbox))
        }
        parker?.condition.signal()
        return isSent
    }

    /// Counts and tells jobs that were not accepted, and returns why.
    func refuse(_ jobs: [Job], from accepted: Int, _ error: PoolError) -> PoolError {
        dropCounts.count(error, jobs: jobs.count)
        for job in jobs[accepted...] { job.refuse() }
        return error
    }
}

// MARK: - With the inbox locked

extension Channel {
    /// Queues a message, leaves nil in its place, and says who must be woken for it.
    func append(_ message: inout Message?, to inbox: inout Inbox) -> Parker? {
        let position = sent.value
        add(&message, at: position, measuresTimes ? PosixSystem.nanoseconds : 0, to: &inbox)
        sent.store(position &+ 1)
        return wakeReceiver(in: &inbox)
    }

    /// Queues the first of `jobs`, as many as there is room for, and says how many and who must be woken.
    func appendWhatFits(
        _ jobs: ArraySlice<Job>, _ room: Int, to inbox: inout Inbox
    ) -> (Int?, Parker?) {
        guard room > 0 else { return (0, nil) }
        let time = measuresTimes ? PosixSystem.nanoseconds : 0
        var position = sent.value
        for job in jobs.prefix(room) {
            var message: Message? = .newJob(job)
            add(&message, at: position, time, to: &inbox)
            position &+= 1
        }
        sent.store(position)
        return (room, wakeReceiver(in: &inbox))
    }

    private func add(
        _ message: inout Message?, at position: Int, _ time: UInt64, to inbox: inout Inbox
    ) {
        if case .newJob(let job)? = message, !job.isPlain, job.willBeQueued(at: position) {
            inbox.exemptCount += 1
        }
        inbox.messages.append(&message, at: position, time: time)
    }

    private func wakeReceiver(in inbox: inout Inbox) -> Parker? {
        guard inbox.state.wantsWake else { return nil }
        let parker = inbox.wake(waits: true, asHelper: false)
        hints.publish(inbox.state)
        return parker
    }

    /// How many of `count` jobs fit; none while others wait for room, who came first.
    func room(in inbox: inout Inbox, for count: Int) -> Int {
        guard capacity != nil else { return count }
        return inbox.waiters.isEmpty ? freeRoom(in: &inbox, for: count) : 0
    }

    /// How many of `count` jobs fit, also while others wait for room.
    ///
    /// What needs no room, steps of tasks above all, takes none away.
    func freeRoom(in inbox: inout Inbox, for count: Int) -> Int {
        guard let capacity else { return count }
        let sent = sent.value - inbox.exemptCount
        if sent - inbox.knownTaken + count > capacity {
            // In this order: of what was taken, all that needed no room has been counted by then.
            let taken = taken.value
            inbox.knownTaken = max(inbox.knownTaken, taken - exemptTaken.value)
        }
        return max(0, min(count, capacity - (sent - inbox.knownTaken)))
    }
}
