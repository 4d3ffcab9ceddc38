// SPDX-License-Identifier: Apache-2.0
// The queue between those who send jobs and the Workers: first in, first out, any number of threads
// at both ends.
//
// It has two ends with a lock each. Senders append to the inbox; Workers take from the outbox. When
// the outbox has run dry, a Worker moves the whole inbox over: a swap of two buffers. So senders and
// Workers meet at one lock only once per crowd of messages.
//
// Who is woken, and when, is decided by the Roster.
//
// Guaranteed: a message that was sent is received exactly once; a Worker sleeps only when every
// message sent before has been taken. Lock order: outbox, then inbox. No lock is held while a job
// runs or what it captured is released, and signals are sent after unlocking.

import Synchronization

/// A first in, first out queue of ``Message``s that blocks its receivers while it is empty.
package final class Channel: Sendable {
    /// So many tombstones are left where they are.
    private static let maxStrayTombstones = 64

    let inbox: Guarded<Inbox>
    let outbox: Guarded<MessageBuffer>
    private let capacity: Int?
    let whenFull: ThreadPool.FullQueuePolicy
    /// Jobs that did not run.
    let dropCounts = DropCounts()
    /// Where senders wait who find the queue full.
    let waiting = Waiters()
    /// Where those wait who want to see all Workers idle.
    let idle = Waiters()

    /// Messages ever taken; changed with the outbox locked.
    let taken = Counter()
    /// Messages ever sent; changed with the inbox locked.
    let sent = Counter()
    /// Terminate messages among them; changed with the inbox locked.
    let terminates = Counter()
    /// Messages whose job was given up while it waited: sent, not taken, and not to be run.
    private let tombstones = Atomic(0)
    /// What the roster says about helpers; a hint for Workers, who need not lock the inbox to ask.
    private let wantsHelper = Flag()

    /// A Worker that sleeps for so long retires, if there are more than the least number.
    let idleTime: Duration?
    /// Each message is sent and taken with an eye on the clock.
    private let measuresTimes: Bool
    /// The most jobs ever seen waiting; changed with the outbox locked.
    let mostQueued = Counter()
    /// There may be more Workers than there are.
    let canGrow = Flag()
    /// There may be more, and jobs wait for them: whoever reads this has the WorkerGroup start one.
    let wantsWorker = Flag()
    /// Some Workers must go.
    let mustShrink = Flag()

    /// Makes an empty channel with room for `capacity` jobs, or any number of them, and no Workers;
    /// `size` of them are to come, and up to `maximumSize` when jobs wait.
    package init(
        capacity: Int? = nil,
        whenFull: ThreadPool.FullQueuePolicy = .reject,
        size: Int = 0,
        maximumSize: Int? = nil,
        idleTime: Duration? = nil,
        measuresTimes: Bool = false
    ) {
        self.capacity = capacity
        self.whenFull = whenFull
        self.idleTime = idleTime
        let staff = Staff(minimum: size, maximum: max(size, maximumSize ?? size))
        inbox = Guarded(Inbox(messages: MessageBuffer(keepsTimes: measuresTimes), staff: staff))
        outbox = Guarded(MessageBuffer(keepsTimes: measuresTimes))
        self.measuresTimes = measuresTimes
        canGrow.value = staff.canGrow
    }

    /// How many jobs wait, now or a moment ago.
    ///
    /// From any thread.
    package var jobCount: Int {
        let taken = taken.value + tombstones.load(ordering: .relaxed)
        return max(0, sent.value - terminates.value - taken)
    }
}

// MARK: - From any thread

extension Channel {
    /// How many messages take up room, tombstones included.
    var slotCount: Int {
        outbox.withLock { outbox in inbox.withLock { outbox.count + $0.messages.count } }
    }
}

extension Channel {
    /// Queues one job.
    ///
    /// Throws when the channel is closed, or full and the policy leaves no other way.
    package func send(_ job: consuming Job) throws(PoolError) {
        var message: Message? = .newJob(consume job)
        let (isSent, parker) = try inbox.withLock { inbox throws(PoolError) in
            guard !inbox.isClosed else { throw refused(.shutDown, jobs: 1) }
            guard room(in: &inbox, for: 1) == 1 else { return (false, nil as Parker?) }
            inbox.messages.append(&message)
            return (true, didAppend(1, to: &inbox))
        }
        parker?.condition.signal()
        if !isSent, case .newJob(let job)? = message { try sendToFull([job], from: 0) }
    }

    /// Queues jobs in their order, all with one lock.
    ///
    /// Throws when the channel is closed, or could take only the first of them.
    package func send(contentsOf jobs: [Job]) throws(PoolError) {
        let (accepted, parker) = try inbox.withLock { inbox throws(PoolError) in
            guard !inbox.isClosed else { throw refused(.shutDown, jobs: jobs.count) }
            return appendWhatFits(jobs[...], to: &inbox)
        }
        parker?.condition.signal()
        if accepted < jobs.count { try sendToFull(jobs, from: accepted) }
    }

    /// Queues a job even if the channel is full; false, and nothing done, when it is closed.
    package func forceSend(_ job: consuming Job) -> Bool {
        var message: Message? = .newJob(consume job)
        let (isSent, parker) = inbox.withLock { inbox -> (Bool, Parker?) in
            guard !inbox.isClosed else { return (false, nil) }
            inbox.messages.append(&message)
            return (true, didAppend(1, to: &inbox))
        }
        parker?.condition.signal()
        return isSent
    }

    /// Counts a queued job that was given up, and clears all such jobs away when there are too many.
    ///
    /// They never outnumber the jobs by more than a few, even while no Worker takes any; and as a
    /// clearance halves the queue, it costs each of them the same small time.
    func didLeaveTombstone() {
        dropCounts.count(.cancelled)
        let count = tombstones.add(1, ordering: .relaxed).newValue
        if count > Self.maxStrayTombstones, count > jobCount { buryAll() }
        didMakeRoom()
    }

    /// Counts a job that was given up and is not in the queue any more.
    func didBury() {
        tombstones.subtract(1, ordering: .relaxed)
    }

    private func buryAll() {
        // Released after unlocking.
        let removed = outbox.withLock { outbox in
            inbox.withLock { inbox in
                let removed = outbox.removeTombstones() + inbox.messages.removeTombstones()
                tombstones.subtract(removed.count, ordering: .relaxed)
                taken.store(taken.value + removed.count)
                return removed
            }
        }
        withExtendedLifetime(removed) {}
    }

    /// Queues `count` terminate messages behind everything and closes the channel; does nothing when
    /// it is closed already.
    package func sendTerminates(count: Int) {
        close { inbox in
            for _ in 0..<count { inbox.messages.append(.terminate) }
            terminates.store(terminates.value + count)
            sent.store(sent.value + count)
        }
    }

    /// Blocks until no job waits and no Worker is awake.
    func waitUntilIdle() {
        idle.count.add(1)
        defer { idle.count.add(-1) }
        inbox.withLock(waitingOn: idle.condition) {
            isIdle($0) ? .over : .untilSignalled
        } _: { _ in
        }
    }

    private func isIdle(_ inbox: Inbox) -> Bool {
        inbox.roster.awakeCount == 0 && sent.value - terminates.value <= taken.value
    }

    /// Wakes those who wait for idleness, with the inbox locked.
    private func noteIdleness(_ inbox: Inbox) {
        if inbox.roster.awakeCount == 0, idle.count.isPositive { idle.condition.broadcast() }
    }

    /// Closes the channel: nothing can be sent, what is queued can still be received.
    package func close() {
        close { _ in }
    }

    /// Closes the channel with the last words of `body`, unless it is closed, and wakes everybody.
    private func close(_ body: (inout Inbox) -> Void) {
        let parkers = inbox.withLock { inbox -> [Parker] in
            guard !inbox.isClosed else { return [] }
            inbox.isClosed = true
            body(&inbox)
            defer { wantsHelper.value = inbox.roster.wantsHelper }
            return inbox.roster.chooseAll()
        }
        for parker in parkers { parker.condition.signal() }
        waiting.condition.broadcast()
    }

    func appendWhatFits(
        _ jobs: ArraySlice<Job>, to inbox: inout Inbox
    ) -> (Int, Parker?) {
        let accepted = room(in: &inbox, for: jobs.count)
        inbox.messages.append(contentsOf: jobs.prefix(accepted))
        return (accepted, didAppend(accepted, to: &inbox))
    }

    /// How many of `count` jobs fit, with the inbox locked.
    ///
    /// Steps of tasks, which need no room, may have used up more than there is.
    func room(in inbox: inout Inbox, for count: Int) -> Int {
        guard let capacity else { return count }
        let sent = sent.value
        if sent - inbox.knownTaken + count > capacity {
            inbox.knownTaken = taken.value + tombstones.load(ordering: .relaxed)
        }
        return max(0, min(count, capacity - (sent - inbox.knownTaken)))
    }

    /// Counts `count` new messages and says who must be woken for them.
    ///
    /// With the inbox locked.
    func didAppend(_ count: Int, to inbox: inout Inbox) -> Parker? {
        guard count > 0 else { return nil }
        sent.store(sent.value + count)
        return chooseReceiver(in: &inbox)
    }

    func chooseReceiver(in inbox: inout Inbox) -> Parker? {
        guard let parker = inbox.roster.chooseReceiver() else {
            noteShortage(of: inbox)
            return nil
        }
        wantsHelper.value = inbox.roster.wantsHelper
        return parker
    }
}

// MARK: - On a Worker

extension Channel {
    /// Counts the calling Worker among those who receive, while `body` runs.
    func withReceiver(_ body: () -> Void) {
        inbox.withLock { $0.roster.add() }
        defer {
            inbox.withLock { inbox in
                inbox.roster.remove()
                noteIdleness(inbox)
            }
        }
        body()
    }

    /// Takes the first message, and sleeps in `parker` while there is none; nil when the channel is
    /// closed and empty.
    func receive(_ parker: Parker) -> Message? {
        while true {
            if mustShrink.value, claimRetirement() { return nil }
            if let message = takeFirst(parker) { return message }
            guard sleep(in: parker), !parker.isRetired else { return nil }
        }
    }

    /// Takes the first message if there is one, and wakes the next Worker if there are more.
    private func takeFirst(_ parker: Parker) -> Message? {
        let (message, hasMore) = outbox.withLock { outbox -> (Message?, Bool) in
            if outbox.isEmpty {
                guard sent.value != taken.value else { return (nil, false) }
                noteQueue()
                inbox.withLock { swap(&$0.messages, &outbox) }
            }
            let message = outbox.takeFirst()
            if measuresTimes { parker.lastSent = outbox.lastTime }
            let count = taken.value + 1
            taken.store(count)
            return (message, !outbox.isEmpty || sent.value != count)
        }
        didMakeRoom()
        if hasMore, wantsHelper.value { wakeHelper() }
        if hasMore, canGrow.value { inbox.withLock { noteShortage(of: $0) } }
        return message
    }

    /// Remembers how many jobs wait, if they are more than ever; with the outbox locked.
    private func noteQueue() {
        let count = jobCount
        if count > mostQueued.value { mostQueued.store(count) }
    }

    /// Wakes one more Worker, if one sleeps and none is being woken.
    private func wakeHelper() {
        let parker = inbox.withLock { inbox in
            defer { wantsHelper.value = inbox.roster.wantsHelper }
            return inbox.roster.chooseHelper()
        }
        parker?.condition.signal()
    }

    /// Sleeps until there may be a message; false when there never will be one.
    private func sleep(in parker: Parker) -> Bool {
        var start: ContinuousClock.Instant?
        return inbox.withLock(waitingOn: parker.condition) { inbox in
            defer {
                wantsHelper.value = inbox.roster.wantsHelper
                noteIdleness(inbox)
            }
            let now = Roster.Moment(sent: sent.value, taken: taken.value, time: .now)
            if parker.isRetired || (inbox.isClosed && !parker.isAsleep) { return .over }
            if let start {
                if retiresIdle(parker, since: start, in: &inbox) { return .over }
                return limited(inbox.roster.resume(parker, at: now))
            }
            guard now.sent == now.taken, inbox.staff.retiring == 0 else { return .over }
            start = now.time
            return limited(inbox.roster.lieDown(parker, at: now))
        } _: { inbox in
            sent.value != taken.value || !inbox.isClosed
        }
    }

    /// Has those who would sleep until they are woken look up when they may retire.
    private func limited(_ rest: WaitDecision) -> WaitDecision {
        guard rest == .untilSignalled, let idleTime else { return rest }
        return .atMost(idleTime)
    }
}
