// SPDX-License-Identifier: Apache-2.0

/// A row of messages: filled at its end, then emptied from its front, then filled again.
///
/// The storage is kept for the next turn, so that a message costs no allocation. A great one is given
/// back as soon as a turn has filled less than a quarter of it.
struct MessageBuffer {
    /// Storage for so many messages is small enough to be kept anyway.
    private static let smallCount = 1024

    /// The messages stand from `next` to before `end`; all other slots are nil.
    private var slots: [Message?] = []
    private var next = 0
    private var end = 0

    /// When each message was sent, in nanoseconds; empty unless that is kept.
    private var times: [UInt64] = []
    private let keepsTimes: Bool
    /// When the message was sent that was taken last; 0 unless times are kept.
    private(set) var lastTime: UInt64 = 0

    init(keepsTimes: Bool = false) {
        self.keepsTimes = keepsTimes
    }

    /// How many messages wait.
    var count: Int { end - next }

    /// True when no message waits.
    var isEmpty: Bool { next == end }

    /// Adds `message`, which must not be nil, behind all others and leaves nil in its place.
    mutating func append(_ message: inout Message?) {
        if keepsTimes { keep(PosixSystem.nanoseconds) }
        add(&message)
    }

    private mutating func keep(_ time: UInt64) {
        if end < times.count { times[end] = time } else { times.append(time) }
    }

    private mutating func add(_ message: inout Message?) {
        if end < slots.count {
            slots[end] = message.take()
        } else {
            slots.append(message.take())
        }
        end += 1
    }

    /// Adds `message` behind all others.
    mutating func append(_ message: consuming Message) {
        var message: Message? = message
        append(&message)
    }

    /// Adds `jobs` in their order behind all others.
    mutating func append(contentsOf jobs: ArraySlice<Job>) {
        let time = keepsTimes ? PosixSystem.nanoseconds : 0
        for job in jobs {
            var message: Message? = .newJob(job)
            if keepsTimes { keep(time) }
            add(&message)
        }
    }

    /// Removes and returns the first message; nil when there is none.
    mutating func takeFirst() -> Message? {
        guard next < end else { return nil }
        let message = slots[next].take()
        if keepsTimes { lastTime = times[next] }
        next += 1
        if next == end { rewind() }
        return message
    }

    /// Removes and returns the jobs that were given up; the others keep their order.
    mutating func removeTombstones() -> [Message] {
        removeAll { $0.isTombstone }
    }

    /// Removes and returns all jobs; terminate messages stay.
    mutating func removeJobs() -> [Message] {
        removeAll { if case .newJob = $0 { true } else { false } }
    }

    private mutating func removeAll(where isUnwanted: (Message) -> Bool) -> [Message] {
        var removed: [Message] = []
        var kept = next
        for index in next..<end {
            guard let message = slots[index].take() else { continue }
            if isUnwanted(message) {
                removed.append(message)
            } else {
                slots[kept] = message
                if keepsTimes { times[kept] = times[index] }
                kept += 1
            }
        }
        end = kept
        if next == end { rewind() }
        return removed
    }

    /// Removes and returns the first job that is no step of a task; the others keep their order.
    mutating func takeFirstDroppable() -> Message? {
        guard let index = (next..<end).first(where: { slots[$0]?.isDroppable == true }) else {
            return nil
        }
        let message = slots[index].take()
        for later in stride(from: index, to: next, by: -1) {
            slots.swapAt(later, later - 1)
            if keepsTimes { times.swapAt(later, later - 1) }
        }
        next += 1
        if next == end { rewind() }
        return message
    }

    /// Begins the next turn at the front.
    private mutating func rewind() {
        if slots.count > Self.smallCount, end < slots.count / 4 { (slots, times) = ([], []) }
        next = 0
        end = 0
    }
}
