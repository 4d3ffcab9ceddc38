// SPDX-License-Identifier: Apache-2.0

// MARK: - From any thread

extension Channel {
    /// What became of a job that was sent.
    private enum Verdict { case sent, full, closed }

    /// Queues one job; `end` is when it is given up to wait for room, whatever the policy says.
    ///
    /// Throws when the channel is closed, or full and the policy leaves no other way.
    package func send(
        _ job: consuming Job, waitingUntil end: ContinuousClock.Instant? = nil
    ) throws(PoolError) {
        var message: Message? = .newJob(consume job)
        let (verdict, parker) = inbox.withLock { inbox -> (Verdict, Parker?) in
            guard !inbox.state.isClosed else { return (.closed, nil) }
            guard room(in: &inbox, for: 1) == 1 else { return (.full, nil) }
            return (.sent, append(&message, to: &inbox))
        }
        parker?.condition.signal()
        guard verdict != .sent, case .newJob(let job)? = message else { return }
        if verdict == .closed { throw refuse([job], from: 0, .shutDown) }
        try sendToFull([job], from: 0, waitingUntil: end)
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
        if accepted < jobs.count { try sendToFull(jobs, from: accepted, waitingUntil: nil) }
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
        let time = measuresTimes ? PosixSystem.nanoseconds : 0
        return append(&message, at: time, to: &inbox)
    }

    private func append(
        _ message: inout Message?, at time: UInt64, to inbox: inout Inbox
    ) -> Parker? {
        let position = sent.value
        if case .newJob(let job)? = message, job.willBeQueued(at: position) {
            inbox.exemptCount += 1
        }
        inbox.messages.append(&message, at: position, time: time)
        sent.store(position + 1)
        guard let parker = inbox.wake(waits: true, asHelper: false) else { return nil }
        hints.publish(inbox.state)
        return parker
    }

    /// Queues the first of `jobs`, as many as there is room for, and says how many and who must be woken.
    func appendWhatFits(
        _ jobs: ArraySlice<Job>, _ room: Int, to inbox: inout Inbox
    ) -> (Int?, Parker?) {
        let time = measuresTimes ? PosixSystem.nanoseconds : 0
        var parker: Parker?
        for job in jobs.prefix(room) {
            var message: Message? = .newJob(job)
            if let woken = append(&message, at: time, to: &inbox) { parker = woken }
        }
        return (min(room, jobs.count), parker)
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
