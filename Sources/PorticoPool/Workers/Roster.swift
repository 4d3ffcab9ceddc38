// SPDX-License-Identifier: Apache-2.0
// Which Workers sleep, and who is woken when. A wake-up costs several microseconds, more than many
// jobs, so it must not be wasted; and yet a job must not wait behind a blocked one while a Worker
// sleeps. Hence:
//
// 1. One wake-up at a time. A sender, or a Worker that took a message while more are queued, wakes
//    one Worker, unless one is on its way; that one wakes the next. Blocking jobs spread at once.
// 2. A spell is the time from the first Worker's getting up until all sleep again. After many spells
//    of short jobs one Worker alone keeps up, and a helper stays in bed as the watch: it looks up
//    every tick, and as long as it does, nobody else is woken while a Worker is awake.
// 3. A message that has waited for a whole tick ends the watch: the watch takes it, and from then on
//    helpers are woken at once again, until twice as many spells were short. Among short jobs with a
//    long one here and there, a watch would have many wait for its tick. When there is nothing to
//    watch, the watch sleeps like others.
// 4. A message that finds all asleep wakes not the last that fell asleep but the one before, so that two
//    take turns. The last alone would stay on another core than the sender, and to wake a core takes
//    longer than a job; of two, the kernel brings the one that is woken to the sender's core half of the
//    time. On two cores that takes a third off the way there and back, on one it changes nothing.

/// The Workers of a ``Channel``: awake, asleep or on watch.
///
/// Guarded by the lock of the inbox.
struct Roster {
    /// What the channel has counted so far, and what time it is.
    struct Moment {
        var sent: Int
        var taken: Int
        var time: ContinuousClock.Instant
    }

    /// How often the watch looks up.
    static let tick = Duration.milliseconds(1)
    /// A job that keeps a Worker awake for less time than this is a short one.
    static let shortJob = Duration.microseconds(20)
    /// So many spells in a row must be of short jobs before there is a watch, the first time.
    static let minShortSpells = 16
    /// The same, after many a watch that had to get up.
    static let maxShortSpells = 4096

    /// Those who sleep; the last fell asleep last, so that caches are the warmer the later one stands.
    private var asleep: [Parker] = []
    /// How many have work or look for it; those chosen to be woken count from then on.
    private(set) var awakeCount = 0
    /// One has been chosen to be woken and has not got up yet.
    private var isWaking = false
    /// One of those who sleep, and looks up every tick.
    private var watch: Parker?
    private var lastTick: (sent: Int, taken: Int) = (0, 0)

    private var shortSpells = 0
    private var neededShortSpells = Self.minShortSpells
    private var spellStart: Moment?
    private var mostAwake = 0

    /// True when a Worker that leaves messages behind should have a helper woken.
    var wantsHelper: Bool { !isWaking && watch == nil && !asleep.isEmpty }

    /// How many sleep.
    var asleepCount: Int { asleep.count }

    /// How many there are.
    var count: Int { awakeCount + asleep.count }

    /// True when nobody could be woken for a message and nobody is on the way.
    var isShort: Bool { asleep.isEmpty && !isWaking }

    /// Counts one more Worker, which is awake.
    mutating func add() { awakeCount += 1 }

    /// Forgets one Worker, which is awake.
    mutating func remove() { awakeCount -= 1 }

    /// Chooses the Worker to be woken for a new message; nil when nobody need be.
    mutating func chooseReceiver() -> Parker? {
        guard !isWaking, watch == nil || awakeCount == 0 else { return nil }
        return choose(at: awakeCount == 0 ? lastButOne : asleep.indices.last, asHelper: false)
    }

    /// Where the last but one stands, the watch not counted; or else the last.
    private var lastButOne: Int? {
        var last: Int?
        for place in asleep.indices.reversed() where asleep[place] !== watch {
            if last != nil { return place }
            last = place
        }
        return last ?? asleep.indices.last
    }

    /// Chooses the Worker to be woken for what another one leaves behind; nil when nobody need be.
    mutating func chooseHelper() -> Parker? {
        wantsHelper ? choose(at: asleep.indices.last, asHelper: true) : nil
    }

    /// Chooses everybody who sleeps.
    mutating func chooseAll() -> [Parker] {
        defer { asleep = [] }
        for parker in asleep { getUp(parker, asHelper: false) }
        return asleep
    }

    /// Chooses up to `count` of those who sleep, those first who have slept longest.
    mutating func chooseColdest(_ count: Int) -> [Parker] {
        let chosen = Array(asleep.prefix(count))
        asleep.removeFirst(chosen.count)
        for parker in chosen { getUp(parker, asHelper: false) }
        return chosen
    }

    /// Lets one get up who sleeps and is to take no more messages.
    mutating func getUp(toRetire parker: Parker) {
        asleep.removeAll { $0 === parker }
        getUp(parker, asHelper: false)
    }

    private mutating func choose(at place: Int?, asHelper isHelper: Bool) -> Parker? {
        guard let parker = place.map({ asleep.remove(at: $0) }) else { return nil }
        isWaking = true
        getUp(parker, asHelper: isHelper)
        return parker
    }

    private mutating func getUp(_ parker: Parker, asHelper isHelper: Bool) {
        awakeCount += 1
        parker.isAsleep = false
        parker.isHelper = isHelper
        if watch === parker { watch = nil }
    }
}

// MARK: - On the Worker that sleeps

extension Roster {
    /// Puts `parker` to bed, when the queue is empty or others see to it.
    mutating func lieDown(_ parker: Parker, at now: Moment) -> WaitDecision {
        awakeCount -= 1
        asleep.append(parker)
        parker.isAsleep = true
        if awakeCount == 0 { endSpell(at: now) }
        guard watch == nil, awakeCount > 0, shortSpells >= neededShortSpells else {
            return .untilSignalled
        }
        watch = parker
        return keepWatch(at: now)
    }

    /// Says what `parker` does when its sleep was interrupted, by a signal, the tick or nothing.
    mutating func resume(_ parker: Parker, at now: Moment) -> WaitDecision {
        if parker.isAsleep { return lookUp(parker, at: now) }
        isWaking = false
        if awakeCount == 1 { (spellStart, mostAwake) = (now, 1) }
        mostAwake = max(mostAwake, awakeCount)
        let isNeeded = now.sent != now.taken
        if parker.isHelper, !isNeeded { shortSpells += 1 }
        let mayWatch = parker.isHelper && watch == nil && shortSpells >= neededShortSpells
        return isNeeded && !(mayWatch && awakeCount > 1) ? .over : lieDown(parker, at: now)
    }

    private mutating func lookUp(_ parker: Parker, at now: Moment) -> WaitDecision {
        guard watch === parker else { return .untilSignalled }
        if now.taken < lastTick.sent {
            shortSpells = 0
            neededShortSpells = min(2 * neededShortSpells, Self.maxShortSpells)
            asleep.removeAll { $0 === parker }
            getUp(parker, asHelper: false)
            return .over
        }
        if now.sent == now.taken, now.taken == lastTick.taken {
            neededShortSpells = max(neededShortSpells / 2, Self.minShortSpells)
            watch = nil
            return .untilSignalled
        }
        return keepWatch(at: now)
    }

    private mutating func keepWatch(at now: Moment) -> WaitDecision {
        lastTick = (now.sent, now.taken)
        return .atMost(Self.tick)
    }

    /// Judges the spell that ends now by how long each of its jobs kept a Worker awake.
    private mutating func endSpell(at now: Moment) {
        guard let start = spellStart, now.taken > start.taken else { return }
        let time = (now.time - start.time) * mostAwake
        shortSpells = time < Self.shortJob * (now.taken - start.taken) ? shortSpells + 1 : 0
    }
}
