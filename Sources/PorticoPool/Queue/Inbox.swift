// SPDX-License-Identifier: Apache-2.0

/// The senders' end of a ``Channel``, and what is decided about those who receive.
///
/// Guarded by a lock.
struct Inbox {
    /// Messages that no Worker has looked at.
    var messages: MessageQueue
    /// The Workers, and the decisions about them.
    var state: PoolState
    /// Whether one of them may poll.
    var polling = PollingHistory()
    /// Where each Worker parks, by its number.
    private var parkers: [Parker?] = []

    /// How many jobs that need room were ever taken, when somebody last looked: never too high.
    var knownTaken = 0
    /// How many messages were sent that need no room.
    var exemptCount = 0
    /// Senders that wait for room, the first first.
    var waiters: [Waiter] = []
    /// How many threads wait until the pool is idle.
    var idleWaiterCount = 0
    /// How often the system refused a thread.
    var refusedStarts = 0
    /// No thread is asked for before that moment.
    var nextStart: ContinuousClock.Instant?
    /// The Worker that is being woken was woken by another Worker, to share the queue with it.
    private var wakesHelper = false

    init(keepsTimes: Bool, state: PoolState) {
        messages = MessageQueue(keepsTimes: keepsTimes)
        self.state = state
    }
}

// MARK: - Waking

extension Inbox {
    /// Where Worker `id` parks.
    func parker(_ id: Int) -> Parker? { parkers.indices.contains(id) ? parkers[id] : nil }

    /// Remembers where a Worker parks that begins.
    mutating func begin(_ parker: Parker) {
        while parkers.count <= parker.id { parkers.append(nil) }
        parkers[parker.id] = parker
        state.begin(parker.id)
    }

    /// Forgets a Worker that has ended.
    mutating func end(_ id: Int) {
        parkers[id] = nil
        state.end(id)
    }

    /// Chooses a Worker to be woken if messages wait and are nobody's duty.
    mutating func wake(waits: Bool, asHelper isHelper: Bool) -> Parker? {
        guard let id = state.wake(waits: waits) else { return nil }
        wakesHelper = isHelper
        return parker(id)
    }
}

// MARK: - On the Worker

extension Inbox {
    /// What a Worker does that has found no message.
    mutating func park(_ id: Int, at now: PollingHistory.Moment) -> PoolState.Outcome {
        let outcome = state.park(id, waits: now.waits, mayPoll: polling.mayPoll)
        if outcome == .poll { polling.willPoll(at: now) }
        if outcome == .wait, state.isIdle { polling.didBecomeIdle(at: now) }
        return outcome
    }

    /// What a parked Worker does that looks up.
    mutating func resume(
        _ id: Int, at now: PollingHistory.Moment, isIdleTimeOver: Bool
    ) -> PoolState.Outcome {
        let wasWoken = state.phases[id] == .woken
        var (mayPoll, poll) = (false, PoolState.Poll.queueMoves)
        if wasWoken {
            let isHelper = wakesHelper && state.waking == id
            polling.didWake(at: now, activeCount: state.activeCount, asHelper: isHelper)
            mayPoll = polling.mayPoll && (isHelper || !now.waits)
        } else if state.poller == id {
            poll = polling.didTick(at: now)
        }
        let outcome = state.resume(
            id, waits: now.waits, mayPoll: mayPoll, poll: poll, isIdleTimeOver: isIdleTimeOver)
        if outcome == .poll { polling.willPoll(at: now) }
        if wasWoken, outcome == .wait, state.isIdle { polling.didBecomeIdle(at: now) }
        return outcome
    }
}
