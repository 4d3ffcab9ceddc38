// SPDX-License-Identifier: Apache-2.0

// MARK: - On a Worker

extension Channel {
    /// Counts the calling Worker among those who receive, from now on.
    func begin(_ parker: Parker) {
        inbox.withLock { inbox in
            inbox.begin(parker)
            publish(inbox)
        }
    }

    /// Forgets a Worker that has left, and has nothing to do any more.
    func end(_ parker: Parker) {
        inbox.withLock { inbox in
            inbox.end(parker.id)
            publish(inbox)
        }
    }

    /// Takes the first message, and parks while there is none; nil when the Worker is to end: the channel is
    /// closed and empty, or there are too many Workers.
    ///
    /// Who takes the terminate message does not receive any more.
    func receive(_ parker: Parker) -> Message? {
        while true {
            if hints.value.contains(.excess), leaveIfExcess(parker) { return nil }
            if let message = take(parker) { return message }
            guard park(parker) else { return nil }
        }
    }

    /// Takes the first message if there is one, and has the next Worker woken if there are more.
    private func take(_ parker: Parker) -> Message? {
        let (message, hasMore, hasWaiters) = outbox.withLock { outbox -> (Message?, Bool, Bool) in
            if outbox.messages.isEmpty {
                guard sent.value != taken.value else { return (nil, false, false) }
                noteQueue()
                inbox.withLock { swap(&$0.messages, &outbox.messages) }
            }
            guard let message = outbox.messages.takeFirst() else { return (nil, false, false) }
            if measuresTimes { parker.lastSent = outbox.messages.lastTime }
            countTaken(message)
            return (message, waits, outbox.hasWaiters)
        }
        guard let message else { return nil }
        if hasWaiters { didMakeRoom() }
        if case .terminate = message {
            terminate(parker)
        } else if hasMore, hints.value.contains(.wake) {
            wakeHelper()
        }
        return message
    }

    /// Remembers how many jobs wait, if they are more than ever; with the outbox locked.
    private func noteQueue() {
        let count = jobCount
        if count > mostQueued.value { mostQueued.store(count) }
    }

    /// Wakes one more Worker, if one is parked and none is being woken.
    private func wakeHelper() {
        let parker = inbox.withLock { inbox in
            let parker = inbox.wake(waits: waits, asHelper: true)
            publish(inbox)
            return parker
        }
        parker?.condition.signal()
    }

    private func terminate(_ parker: Parker) {
        let next = inbox.withLock { inbox in
            let next = inbox.state.terminate(parker.id, waits: waits)
            publish(inbox)
            return next.flatMap(inbox.parker)
        }
        next?.condition.signal()
    }

    private func leaveIfExcess(_ parker: Parker) -> Bool {
        let (leaves, next) = inbox.withLock { inbox in
            let (leaves, next) = inbox.state.leaveIfExcess(parker.id, waits: waits)
            publish(inbox)
            return (leaves, next.flatMap(inbox.parker))
        }
        next?.condition.signal()
        return leaves
    }

    /// Parks until there may be a message; false when the Worker is to end.
    private func park(_ parker: Parker) -> Bool {
        var idleSince: ContinuousClock.Instant?
        var outcome = PoolState.Outcome.receive
        return inbox.withLock(waitingOn: parker.condition) { inbox in
            let now = PollingHistory.Moment(sent: sent.value, taken: taken.value, time: .now)
            if let idleSince {
                outcome = inbox.resume(
                    parker.id, at: now, isIdleTimeOver: now.time - idleSince >= idleTime)
            } else {
                outcome = inbox.park(parker.id, at: now)
                idleSince = now.time
            }
            publish(inbox)
            switch outcome {
            case .receive, .leave: return .over
            case .poll: return .atMost(PollingHistory.tick)
            case .wait: return idling(since: idleSince, until: now.time, in: inbox)
            }
        } _: { _ in
            outcome == .receive
        }
    }

    /// How long an idle Worker waits: if there are more than the least number, until it may leave.
    private func idling(
        since start: ContinuousClock.Instant?, until now: ContinuousClock.Instant, in inbox: Inbox
    ) -> WaitDecision {
        guard inbox.state.size > inbox.state.minimum else { return .untilSignalled }
        // Who may not leave although its time is over asks again after a while, not at once.
        return .atMost(start == now ? idleTime : max(idleTime, PollingHistory.tick))
    }
}
