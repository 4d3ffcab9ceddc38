// SPDX-License-Identifier: Apache-2.0

/// Room for some messages that were sent one after the other, filled at its end and emptied at its front.
///
/// A message that is taken out of the middle leaves a tombstone: an empty slot, which is passed over.
struct MessageSegment {
    /// How many messages one takes.
    ///
    /// A message that waits keeps its whole segment: it never holds more than so many tombstones.
    static let capacity = 64

    /// Those before ``start`` and from ``end`` on are nil, tombstones are nil, too.
    private var slots = ContiguousArray<Message?>(repeating: nil, count: capacity)
    /// When each message was sent, in nanoseconds; empty unless that is kept.
    private var times: ContiguousArray<UInt64> = []
    private var start = 0
    private var end = 0
    /// How many messages are in it.
    private(set) var count = 0
    /// How many messages had been sent before the first that was put here.
    private(set) var first = 0
    /// When the message was sent that was taken last; 0 unless times are kept.
    private(set) var lastTime: UInt64 = 0

    /// No room at all.
    static let none = MessageSegment()

    private init() { slots = [] }

    init(keepsTimes: Bool) {
        if keepsTimes { times = ContiguousArray(repeating: 0, count: Self.capacity) }
    }

    /// True when no message is in it.
    var isEmpty: Bool { count == 0 }

    /// The positions of its messages in all that were ever sent, tombstones included.
    var positions: Range<Int> { first + start..<first + end }

    /// Puts `message`, which must not be nil, behind the others and leaves nil in its place; false, and
    /// nothing is done, when there is no room or `position` does not follow the last one.
    @inline(__always)
    mutating func append(_ message: inout Message?, at position: Int, time: UInt64) -> Bool {
        if count == 0 {
            (first, start, end) = (position, 0, 0)
        } else if end == Self.capacity || position != first &+ end {
            return false
        }
        slots[end] = message.take()
        if !times.isEmpty { times[end] = time }
        end &+= 1
        count &+= 1
        return true
    }

    /// Removes and returns the first message; nil when there is none.
    @inline(__always)
    mutating func takeFirst() -> Message? {
        while start < end {
            let message = slots[start].take()
            start &+= 1
            guard let message else { continue }
            if !times.isEmpty { lastTime = times[start - 1] }
            count &-= 1
            return message
        }
        return nil
    }

    /// The message at `position`; nil when it is not here any more.
    func message(at position: Int) -> Message? {
        positions.contains(position) ? slots[position - first] : nil
    }

    /// Removes and returns the message at `position`, and leaves a tombstone.
    mutating func remove(at position: Int) -> Message? {
        guard positions.contains(position), let message = slots[position - first].take() else {
            return nil
        }
        count -= 1
        return message
    }

    /// The position of the first message that `isWanted`, from `position` on.
    func firstPosition(from position: Int, where isWanted: (Message) -> Bool) -> Int? {
        (max(position, first + start)..<max(position, first + end)).first { position in
            slots[position - first].map(isWanted) ?? false
        }
    }
}
