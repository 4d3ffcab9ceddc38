// SPDX-License-Identifier: Apache-2.0
// How many Workers receive from a Channel, and how that number changes. The Channel knows, because who
// must leave or come depends on who sleeps and on what waits; the WorkerGroup starts the threads.

extension Channel {
    /// How many Workers there are, without those that have been told to retire.
    var size: Int { inbox.withLock { $0.staff.size } }

    /// How many Workers are awake and how many sleep.
    var presence: (awake: Int, asleep: Int) {
        inbox.withLock { ($0.roster.awakeCount, $0.roster.asleepCount) }
    }

    /// How often the system refused a thread.
    var startFailures: Int { inbox.withLock { $0.staff.failures } }

    /// Wants exactly `size` Workers from now on, and says how many the caller must start.
    ///
    /// Too many retire: those that sleep at once, others after their job.
    func resize(to size: Int) -> Int {
        let (missing, parkers) = inbox.withLock { inbox -> (Int, [Parker]) in
            guard !inbox.isClosed else { return (0, []) }
            inbox.staff.minimum = size
            inbox.staff.maximum = size
            defer { publishStaff(of: inbox) }
            let change = size - inbox.staff.size
            guard change < 0 else { return (inbox.staff.hire(change), []) }
            let parkers = inbox.roster.chooseColdest(-change)
            for parker in parkers { parker.isRetired = true }
            inbox.staff.count -= parkers.count
            inbox.staff.retiring += -change - parkers.count
            return (0, parkers)
        }
        for parker in parkers { parker.condition.signal() }
        return missing
    }

    /// Reserves the place of one more Worker, if jobs wait for one and there may be one.
    func reserveWorker() -> Bool {
        inbox.withLock { inbox in
            defer { publishStaff(of: inbox) }
            guard !inbox.isClosed, needsWorker(inbox), inbox.staff.mayTry else { return false }
            return inbox.staff.hire(1) == 1
        }
    }

    /// Gives back places whose threads the system refused; jobs that wait will ask again.
    func didFailToStart(_ count: Int) {
        inbox.withLock { inbox in
            inbox.staff.didFail(count)
            publishStaff(of: inbox)
        }
    }

    /// Looks whether jobs wait and nobody is there or on the way to take them; with the inbox locked.
    func noteShortage(of inbox: Inbox) {
        if canGrow.value { wantsWorker.value = needsWorker(inbox) }
    }

    private func needsWorker(_ inbox: Inbox) -> Bool {
        inbox.staff.canGrow && inbox.roster.isShort
            && inbox.roster.count >= inbox.staff.count
            && sent.value - terminates.value > taken.value
    }

    private func publishStaff(of inbox: Inbox) {
        canGrow.value = inbox.staff.canGrow
        mustShrink.value = inbox.staff.retiring > 0
        noteShortage(of: inbox)
        if !inbox.staff.canGrow { wantsWorker.value = false }
    }
}

// MARK: - On a Worker

extension Channel {
    /// True when the calling Worker is the one that must go.
    func claimRetirement() -> Bool {
        inbox.withLock { inbox in
            guard inbox.staff.retiring > 0 else { return false }
            inbox.staff.retiring -= 1
            inbox.staff.count -= 1
            publishStaff(of: inbox)
            return true
        }
    }

    /// Lets a Worker retire that has slept since `start`, if that is long and others remain; with the
    /// inbox locked.
    func retiresIdle(
        _ parker: Parker, since start: ContinuousClock.Instant, in inbox: inout Inbox
    ) -> Bool {
        guard let idleTime, parker.isAsleep, inbox.staff.size > inbox.staff.minimum,
            .now - start >= idleTime
        else { return false }
        inbox.roster.getUp(toRetire: parker)
        parker.isRetired = true
        inbox.staff.count -= 1
        publishStaff(of: inbox)
        return true
    }
}
