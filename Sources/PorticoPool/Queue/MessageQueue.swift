// SPDX-License-Identifier: Apache-2.0
// The storage of a queue is cut into segments, so that whatever happens to one message costs the same in a
// short and in a long queue: a message that is taken out of the middle leaves a tombstone in its segment,
// and a segment without messages is used again or given back.

/// Messages in the order in which they were sent, each known by its position: how many had been sent
/// before it.
struct MessageQueue {
    /// So many empty segments are kept for the next messages, which then cost no allocation.
    static let maxSpareSegments = 64

    /// Ordered by position; those before `head` have been used up.
    private var segments: [MessageSegment]
    private var head = 0
    private var spare: [MessageSegment] = []
    private let keepsTimes: Bool
    /// No message before this position may be dropped, so nobody looks there again.
    private var firstDroppable = 0

    /// How many messages wait.
    private(set) var count = 0
    /// When the message was sent that was taken last; 0 unless times are kept.
    private(set) var lastTime: UInt64 = 0

    init(keepsTimes: Bool = false) {
        self.keepsTimes = keepsTimes
        segments = [MessageSegment(keepsTimes: keepsTimes)]
    }

    /// True when no message waits.
    var isEmpty: Bool { count == 0 }

    /// For how many messages there is storage.
    var storageCount: Int { (segments.count - head + spare.count) * MessageSegment.capacity }

    /// Adds `message`, which must not be nil, behind all others and leaves nil in its place.
    ///
    /// `time` is kept if times are.
    mutating func append(_ message: inout Message?, at position: Int, time: UInt64 = 0) {
        count &+= 1
        if !segments[segments.count &- 1].append(&message, at: position, time: time) {
            appendToNext(&message, at: position, time: time)
        }
    }

    @inline(never)
    private mutating func appendToNext(_ message: inout Message?, at position: Int, time: UInt64) {
        segments.append(spare.popLast() ?? MessageSegment(keepsTimes: keepsTimes))
        _ = segments[segments.count &- 1].append(&message, at: position, time: time)
    }

    /// Removes and returns the first message; nil when there is none.
    mutating func takeFirst() -> Message? {
        guard count > 0 else { return nil }
        let message = segments[head].takeFirst()
        if keepsTimes { lastTime = segments[head].lastTime }
        count &-= 1
        if head < segments.count &- 1, segments[head].isEmpty { releaseSegment(head) }
        return message
    }

    /// Removes and returns the message at `position` if it is the job of `ticket`; nil when that is not
    /// here any more.
    ///
    /// Takes the time of a binary search among the segments.
    mutating func remove(at position: Int, of ticket: JobTicket) -> Message? {
        guard let index = segmentIndex(of: position),
            segments[index].message(at: position)?.ticket === ticket
        else { return nil }
        return remove(at: position, in: index)
    }

    /// Removes and returns the first job that may be dropped.
    ///
    /// No segment is looked through twice for nothing.
    mutating func takeFirstDroppable() -> Message? {
        var index = segmentIndex(of: firstDroppable) ?? segments.count - 1
        while index < segments.count {
            let position = segments[index].firstPosition(
                from: firstDroppable, where: \.isDroppable)
            if let position {
                firstDroppable = position + 1
                return remove(at: position, in: index)
            }
            index += 1
        }
        firstDroppable = segments[segments.count - 1].positions.upperBound
        return nil
    }

    /// Removes and returns all jobs; terminate messages stay.
    mutating func removeJobs() -> [Message] {
        var removed: [Message] = []
        for index in (head..<segments.count).reversed() {
            for position in segments[index].positions.reversed() {
                guard case .newJob? = segments[index].message(at: position),
                    let message = segments[index].remove(at: position)
                else { continue }
                removed.append(message)
            }
            if segments[index].isEmpty { releaseSegment(index) }
        }
        count -= removed.count
        return removed.reversed()
    }

    private mutating func remove(at position: Int, in index: Int) -> Message? {
        guard let message = segments[index].remove(at: position) else { return nil }
        count -= 1
        if segments[index].isEmpty { releaseSegment(index) }
        return message
    }

    /// The segment that holds `position`, or did.
    private func segmentIndex(of position: Int) -> Int? {
        var (low, high) = (head, segments.count)
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].positions.upperBound > position {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low < segments.count ? low : nil
    }

    /// Puts an empty segment aside; the last one stays, for the next messages.
    private mutating func releaseSegment(_ index: Int) {
        guard index < segments.count - 1 else { return }
        let isHead = index == head
        var segment = MessageSegment.none
        // Taken out, not copied: two that share their slots would have to be parted at the next message.
        swap(&segment, &segments[index])
        if spare.count < Self.maxSpareSegments { spare.append(segment) }
        if !isHead { segments.remove(at: index) }
        guard isHead else { return }
        head += 1
        if head > Self.maxSpareSegments, head > segments.count / 2 {
            segments.removeFirst(head)
            head = 0
        }
    }
}
