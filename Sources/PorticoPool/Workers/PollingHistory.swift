// SPDX-License-Identifier: Apache-2.0
// A wake-up costs several microseconds, more than many jobs. While all jobs are short, one Worker keeps up
// alone, and each wake-up of another would be wasted; so one polls instead: it looks at the queue after
// each tick, and as long as it does, nobody else is woken while a Worker is active.
//
// 1. A spell is the time from the first wake-up until all are idle again. After many spells of short jobs a
//    helper may poll.
// 2. A message that has waited for a whole tick ends that, and from then on helpers are woken at once again,
//    until twice as many spells were short. Among short jobs with a long one here and there, a poller would
//    have many wait for its tick.
// 3. When nothing is sent or taken between two ticks, the poller goes idle like others.

/// What has shown whether jobs are so short that one Worker polls instead of being woken.
///
/// It makes no decision that could lose a message: ``PoolState`` sees to those.
struct PollingHistory {
    /// What the channel has counted so far, and what time it is.
    struct Moment {
        var sent: Int
        var taken: Int
        var time: ContinuousClock.Instant

        /// True when messages wait that nobody has taken.
        var waits: Bool { sent != taken }
    }

    /// How often a poller looks at the queue.
    static let tick = Duration.milliseconds(1)
    /// A job that keeps a Worker active for less time than this is a short one.
    static let shortJob = Duration.microseconds(20)
    /// So many spells in a row must be of short jobs before a Worker may poll, the first time.
    static let minShortSpells = 16
    /// The same, after many a poller that had to take over.
    static let maxShortSpells = 4096

    private var shortSpells = 0
    private var neededShortSpells = Self.minShortSpells
    private var spellStart: Moment?
    private var mostActive = 0
    private var lastTick: (sent: Int, taken: Int) = (0, 0)

    /// True when a Worker that parks while another is active may poll.
    var mayPoll: Bool { shortSpells >= neededShortSpells }

    /// A Worker was woken and is now one of `activeCount`.
    mutating func didWake(at now: Moment, activeCount: Int, asHelper isHelper: Bool) {
        if activeCount == 1 { (spellStart, mostActive) = (now, 1) }
        mostActive = max(mostActive, activeCount)
        if isHelper, !now.waits { shortSpells += 1 }
    }

    /// The last active Worker has parked: judges the spell by how long each of its jobs kept one active.
    mutating func didBecomeIdle(at now: Moment) {
        guard let start = spellStart, now.taken > start.taken else { return }
        let time = (now.time - start.time) * mostActive
        shortSpells = time < Self.shortJob * (now.taken - start.taken) ? shortSpells + 1 : 0
    }

    /// A Worker begins or goes on to poll.
    mutating func willPoll(at now: Moment) {
        lastTick = (now.sent, now.taken)
    }

    /// What a poller sees at its tick.
    mutating func didTick(at now: Moment) -> PoolState.Poll {
        if now.taken < lastTick.sent {
            shortSpells = 0
            neededShortSpells = min(2 * neededShortSpells, Self.maxShortSpells)
            return .messageWaited
        }
        if !now.waits, now.taken == lastTick.taken {
            neededShortSpells = max(neededShortSpells / 2, Self.minShortSpells)
            return .queueRests
        }
        return .queueMoves
    }
}
