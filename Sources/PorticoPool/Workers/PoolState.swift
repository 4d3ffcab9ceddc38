// SPDX-License-Identifier: Apache-2.0
// Every decision about the Workers of a pool stands here: whom to wake, who may leave, who may start, when
// all is over. No thread, no clock and no message is in it, so a test can explore all that can happen; the
// Channel uses it with the inbox locked. `waits` is always the same question: are there messages that
// nobody has taken?
//
// A Worker goes through these phases:
//
//   absent   -- reserve -->            starting    its thread is being started
//   starting -- begin -->              active      runs a job, or looks for a message
//   starting -- didFailToStart -->     absent
//   active   -- park -->               idle        sleeps until it is woken, or polling, or leaving
//   idle     -- wake, close -->        woken       has been signalled and has not looked yet
//   polling  -- wake, close -->        woken
//   woken    -- resume -->             active      or idle, polling or leaving again
//   idle     -- resume -->             leaving     has been idle for long, and more than `minimum` are there
//   polling  -- resume -->             active, idle or polling: what its look at the queue told it
//   idle, polling -- resize -->        leaving
//   active   -- leaveIfExcess, terminate --> leaving   takes no more messages
//   leaving  -- end -->                absent
//
// Four rules make every decision:
//
// 1. A message that waits is somebody's duty while a Worker is idle. It is that of the woken one, or of the
//    poller, or of an active Worker that has not looked yet. `wake` asks for one Worker when it is nobody's;
//    it is called by whoever sends, whoever takes a message and leaves others behind, and whoever leaves.
//    One wake-up at a time: the woken one wakes the next.
// 2. Only who finds nothing waiting parks; the poller may when another Worker is active, because it looks at
//    the queue again after each tick, and takes over what has waited for a tick.
// 3. The last living Worker never leaves before the channel is closed, and those being started do not count
//    as living. Too many Workers are an excess, which shrinks when one leaves or fails to start.
// 4. After `close` nobody is reserved and nobody is in excess: there is a terminate message for each Worker
//    that lives or is being started, and each leaves by taking one, or when nothing waits.

/// The Workers of a ``Channel`` by phase, and the decisions about them.
struct PoolState: Hashable, Sendable {
    /// What a Worker does, as far as the others need to know.
    enum Phase: Hashable, Sendable {
        case starting, active, idle, polling, woken, leaving
    }

    /// What a Worker does that was about to park, or woke up.
    enum Outcome: Hashable, Sendable {
        /// It looks for a message.
        case receive
        /// It parks until it is woken, or until it has been idle for long.
        case wait
        /// It parks for one tick, and looks at the queue then.
        case poll
        /// It takes no more messages.
        case leave
    }

    /// What a poller has seen at its tick.
    enum Poll: Hashable, Sendable {
        /// A message has waited for a whole tick.
        case messageWaited
        /// Messages come and go.
        case queueMoves
        /// Nothing was sent or taken.
        case queueRests
    }

    /// How many Workers there are at least.
    private(set) var minimum: Int
    /// How many there may be when messages wait; nil for no more than ``minimum``.
    private(set) var maximum: Int?
    /// Nothing is sent any more.
    private(set) var isClosed = false

    /// By number; nil is absent.
    private(set) var phases: [Phase?] = []
    /// Who is idle or polls; the last parked last, so that caches are the warmer the later one stands.
    private(set) var parked: [Int] = []
    /// One of those parked, who looks at the queue after each tick.
    private(set) var poller: Int?
    /// The one that was woken for a message and has not looked yet.
    private(set) var waking: Int?
    /// How many are being started.
    private(set) var startingCount = 0
    /// How many are active or woken.
    private(set) var activeCount = 0
    /// How many have left and not ended.
    private(set) var leavingCount = 0
    /// How many must leave, whoever comes first.
    private(set) var excess = 0
    /// What ``size`` was when the channel was closed.
    private var lastSize = 0

    /// There will be `minimum` Workers, and up to `maximum` when messages wait; none is there yet.
    init(minimum: Int, maximum: Int? = nil) {
        (self.minimum, self.maximum) = (minimum, maximum)
    }
}

// MARK: - What there is

extension PoolState {
    /// How many can receive messages now.
    var livingCount: Int { activeCount + parked.count }
    /// How many can receive messages, now or when they have started.
    var memberCount: Int { livingCount + startingCount }
    /// How many there are when all have left that must; after the close, how many there were.
    var size: Int { isClosed ? lastSize : memberCount - excess }
    /// How many there may be.
    var limit: Int { max(minimum, maximum ?? minimum) }
    /// True when there may be more.
    var canGrow: Bool { !isClosed && size < limit }
    /// True when nobody is active.
    var isIdle: Bool { activeCount == 0 }
    /// True when the channel is closed and every Worker has ended.
    var isOver: Bool { isClosed && memberCount == 0 && leavingCount == 0 }
    /// True when a message that waits now would be nobody's duty.
    var wantsWake: Bool {
        waking == nil && !parked.isEmpty && (poller == nil || activeCount == 0)
    }
    /// True when one of the active Workers must leave.
    var hasExcess: Bool { excess > 0 && livingCount > 1 }

    /// True when messages wait, nobody could be woken for them, and there may be one Worker more.
    func wantsWorker(waits: Bool) -> Bool {
        waits && canGrow && parked.isEmpty && waking == nil && startingCount == 0
    }

    private subscript(id: Int) -> Phase? {
        get { phases.indices.contains(id) ? phases[id] : nil }
        set {
            while phases.count <= id { phases.append(nil) }
            phases[id] = newValue
            while case .some(nil) = phases.last { phases.removeLast() }
        }
    }
}

// MARK: - From any thread

extension PoolState {
    /// Chooses a Worker to be woken if messages wait and are nobody's duty.
    mutating func wake(waits: Bool) -> Int? {
        guard waits, wantsWake else { return nil }
        let place = activeCount == 0 ? lastButOne : parked.indices.last
        guard let id = place.map({ parked.remove(at: $0) }) else { return nil }
        waking = id
        unpark(id, to: .woken)
        return id
    }

    /// Where the last but one of those parked stands, the poller not counted; or else the last.
    ///
    /// A message that finds all idle wakes that one, so that two take turns. The last alone would stay on
    /// another core than the sender, and to wake a core takes longer than a job; of two, the kernel brings
    /// the one that is woken to the sender's core half of the time.
    private var lastButOne: Int? {
        var last: Int?
        for place in parked.indices.reversed() where parked[place] != poller {
            if last != nil { return place }
            last = place
        }
        return last ?? parked.indices.last
    }

    /// Counts one who is no longer among the parked.
    private mutating func unpark(_ id: Int, to phase: Phase) {
        self[id] = phase
        if poller == id { poller = nil }
        if phase == .leaving { leavingCount += 1 } else { activeCount += 1 }
    }

    /// Reserves the lowest free number for a Worker that the caller must start; nil when none is wanted.
    mutating func reserve(waits: Bool) -> Int? {
        guard !isClosed, size < minimum || wantsWorker(waits: waits) else { return nil }
        let id = phases.firstIndex(of: nil) ?? phases.count
        self[id] = .starting
        startingCount += 1
        return id
    }

    /// Gives back the number of a Worker that could not be started.
    mutating func didFailToStart(_ id: Int) {
        self[id] = nil
        startingCount -= 1
        excess = max(0, excess - 1)
    }

    /// Wants `minimum` Workers at least and `maximum` at most, and no more than `target` for now; returns
    /// those who must be woken, to leave or to take over from one that leaves.
    ///
    /// Those that are idle leave at once, the one that parked first before the others.
    mutating func resize(
        minimum: Int, maximum: Int?, target: Int, waits: Bool
    ) -> [Int] {
        guard !isClosed else { return [] }
        (self.minimum, self.maximum) = (minimum, maximum)
        excess = max(0, memberCount - target)
        var woken: [Int] = []
        while hasExcess, let id = parked.first {
            parked.removeFirst()
            unpark(id, to: .leaving)
            excess -= 1
            woken.append(id)
        }
        if let next = wake(waits: waits) { woken.append(next) }
        return woken
    }

    /// Closes the channel; returns for how many Workers there must be a terminate message, and wakes all.
    mutating func close() -> (terminates: Int, woken: [Int]) {
        guard !isClosed else { return (0, []) }
        lastSize = size
        isClosed = true
        excess = 0
        let woken = parked
        parked = []
        for id in woken { unpark(id, to: .woken) }
        return (memberCount, woken)
    }
}

// MARK: - On the Worker

extension PoolState {
    /// The thread of a Worker that was reserved has begun.
    mutating func begin(_ id: Int) {
        self[id] = .active
        startingCount -= 1
        activeCount += 1
    }

    /// Lets an active Worker leave if there are too many, and chooses who takes over its duty.
    mutating func leaveIfExcess(_ id: Int, waits: Bool) -> (leaves: Bool, woken: Int?) {
        guard hasExcess else { return (false, nil) }
        excess -= 1
        return (true, leave(id, waits: waits))
    }

    /// An active Worker has taken its terminate message; chooses who takes over its duty.
    mutating func terminate(_ id: Int, waits: Bool) -> Int? {
        leave(id, waits: waits)
    }

    private mutating func leave(_ id: Int, waits: Bool) -> Int? {
        activeCount -= 1
        leavingCount += 1
        self[id] = .leaving
        return wake(waits: waits)
    }

    /// An active Worker has found no message.
    mutating func park(_ id: Int, waits: Bool, mayPoll: Bool) -> Outcome {
        if waits || hasExcess { return .receive }
        if isClosed {
            // Nothing waits, so nobody need be woken.
            _ = leave(id, waits: false)
            return .leave
        }
        return park(id, polls: mayPoll)
    }

    private mutating func park(_ id: Int, polls mayPoll: Bool) -> Outcome {
        activeCount -= 1
        parked.append(id)
        let polls = mayPoll && poller == nil && activeCount > 0
        if polls { poller = id }
        self[id] = polls ? .polling : .idle
        return polls ? .poll : .wait
    }

    /// A Worker that was parked looks up: it was woken, a tick or the idle time has passed, or for nothing.
    ///
    /// A helper that is woken while messages wait may poll instead of taking one, if another is active.
    mutating func resume(
        _ id: Int, waits: Bool, mayPoll: Bool = false, poll: Poll = .queueMoves,
        isIdleTimeOver: Bool = false
    ) -> Outcome {
        switch self[id] {
        case .woken:
            if waking == id { waking = nil }
            self[id] = .active
            if waits, !isClosed, mayPoll, poller == nil, activeCount > 1 {
                return park(id, polls: true)
            }
            return park(id, waits: waits, mayPoll: mayPoll)
        case .polling:
            return resumePolling(id, waits: waits, poll)
        case .idle:
            guard isIdleTimeOver, !waits, size > minimum, livingCount > 1 else { return .wait }
            parked.removeAll { $0 == id }
            unpark(id, to: .leaving)
            return .leave
        case .leaving:
            return .leave
        case .starting, .active, nil:
            return .receive
        }
    }

    private mutating func resumePolling(_ id: Int, waits: Bool, _ poll: Poll) -> Outcome {
        if waits, poll == .messageWaited {
            parked.removeAll { $0 == id }
            unpark(id, to: .active)
            return .receive
        }
        if !waits, poll == .queueRests {
            poller = nil
            self[id] = .idle
            return .wait
        }
        return .poll
    }

    /// The Worker has ended: its number is free.
    mutating func end(_ id: Int) {
        leavingCount -= 1
        self[id] = nil
    }
}
