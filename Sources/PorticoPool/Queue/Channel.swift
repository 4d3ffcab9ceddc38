// SPDX-License-Identifier: Apache-2.0
// The queue between those who send jobs and the Workers: first in, first out, any number of threads
// at both ends.
//
// It has two ends with a lock each. Senders append to the inbox; Workers take from the outbox. When
// the outbox has run dry, a Worker moves the whole inbox over: a swap of two queues. So senders and
// Workers meet at one lock only once per crowd of messages.
//
// Every decision about the Workers (whom to wake, who may leave, who may start, when all is over) is the
// `PoolState`'s, which is used with the inbox locked. `taken` grows without that lock: so a decision may
// believe that a message waits which has just been taken, and wake somebody for nothing; it never
// believes that nothing waits when something does.
//
// Guaranteed: a message that was sent is received exactly once; a Worker parks only when every message
// sent before has been taken, or as a poller. Lock order: outbox, then inbox. No lock is held while a job
// runs or what it captured is released, and signals are sent after unlocking.

import Synchronization

/// A first in, first out queue of ``Message``s that blocks its receivers while it is empty.
package final class Channel: Sendable {
    let inbox: Guarded<Inbox>
    let outbox: Guarded<Outbox>
    let capacity: Int?
    let whenFull: ThreadPool.FullQueuePolicy
    /// Jobs that did not run.
    let dropCounts = DropCounts()
    /// Where those wait who want to see all Workers idle.
    let becameIdle = PosixCondition()

    /// Messages ever taken; changed with the outbox locked.
    let taken = Counter()
    /// Those among them that need no room; changed with the outbox locked, before ``taken``.
    let exemptTaken = Counter()
    /// Messages ever sent; changed with the inbox locked.
    let sent = Counter()
    /// Terminate messages among them; changed with the inbox locked.
    let terminates = Counter()
    /// The most jobs ever seen waiting; changed with the outbox locked.
    let mostQueued = Counter()
    /// What the ``PoolState`` wants, for those who hold no lock.
    let hints = ChannelHints()

    /// A Worker that is idle for so long leaves, if there are more than the least number.
    let idleTime: Duration
    /// Each message is sent and taken with an eye on the clock.
    let measuresTimes: Bool

    /// Makes an empty channel with room for `capacity` jobs, or any number of them, and no Workers;
    /// `size` of them are to come, and up to `maximumSize` when jobs wait.
    package init(
        capacity: Int? = nil,
        whenFull: ThreadPool.FullQueuePolicy = .reject,
        size: Int = 1,
        maximumSize: Int? = nil,
        idleTime: Duration = .seconds(30),
        measuresTimes: Bool = false
    ) {
        self.capacity = capacity
        self.whenFull = whenFull
        self.idleTime = idleTime
        self.measuresTimes = measuresTimes
        let state = PoolState(minimum: size, maximum: maximumSize)
        inbox = Guarded(Inbox(keepsTimes: measuresTimes, state: state), isContended: true)
        outbox = Guarded(
            Outbox(messages: MessageQueue(keepsTimes: measuresTimes)), isContended: true)
    }
}

// MARK: - From any thread

extension Channel {
    /// How many jobs wait, now or a moment ago.
    package var jobCount: Int {
        let taken = taken.value
        return max(0, sent.value - terminates.value - taken)
    }

    /// True when messages wait that nobody has taken; read with the inbox locked, it errs on the safe side.
    var waits: Bool { sent.value != taken.value }

    /// For how many messages there is storage.
    var storageCount: Int {
        outbox.withLock { outbox in
            inbox.withLock { outbox.messages.storageCount + $0.messages.storageCount }
        }
    }

    /// Publishes what is wanted now, and wakes those who wait for idleness; with the inbox locked.
    func publish(_ inbox: Inbox) {
        hints.publish(inbox.state)
        if inbox.idleWaiterCount > 0, isIdle(inbox) { becameIdle.broadcast() }
    }

    /// True when no job waits and no Worker is active; with the inbox locked.
    private func isIdle(_ inbox: Inbox) -> Bool {
        inbox.state.isIdle && sent.value - terminates.value <= taken.value
    }

    /// Blocks until no job waits and no Worker is active.
    func waitUntilIdle() {
        inbox.withLock { $0.idleWaiterCount += 1 }
        inbox.withLock(waitingOn: becameIdle) {
            isIdle($0) ? .over : .untilSignalled
        } _: {
            $0.idleWaiterCount -= 1
        }
    }
}
