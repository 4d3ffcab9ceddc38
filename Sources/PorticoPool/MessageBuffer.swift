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

    /// How many messages wait.
    var count: Int { end - next }

    /// True when no message waits.
    var isEmpty: Bool { next == end }

    /// Adds `message`, which must not be nil, behind all others and leaves nil in its place.
    mutating func append(_ message: inout Message?) {
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
        for job in jobs { append(.newJob(job)) }
    }

    /// Removes and returns the first message; nil when there is none.
    mutating func takeFirst() -> Message? {
        guard next < end else { return nil }
        let message = slots[next].take()
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
        for later in stride(from: index, to: next, by: -1) { slots.swapAt(later, later - 1) }
        next += 1
        if next == end { rewind() }
        return message
    }

    /// Begins the next turn at the front.
    private mutating func rewind() {
        if slots.count > Self.smallCount, end < slots.count / 4 { slots = [] }
        next = 0
        end = 0
    }
}
