// SPDX-License-Identifier: Apache-2.0

/// The bytes of one call of a writer, and how many of them have been appended.
struct Piece {
    let bytes: [UInt8]
    private(set) var count = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isBegun: Bool { count > 0 }
    var isWhole: Bool { count == bytes.count }
    var rest: Int { bytes.count - count }

    /// The next `count` bytes.
    mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        defer { self.count += count }
        return bytes[self.count..<self.count + count]
    }
}

/// The state of a ``ReplyStream``, behind its lock.
package struct ReplyStreamState {
    /// What has become of a stream whose writer has ended.
    package enum Ending: Sendable, Equatable {
        /// Nothing has been sent, not even the head; so many bytes had been announced.
        case notBegun(length: Int)
        case complete
        /// The connection ends without the end of the body.
        case brokenOff
        /// Like it, as the number of bytes is not what was announced.
        case wrongLength(length: Int, written: Int)
        /// Its client or its server has ended it before.
        case failed(ReplyStream.Failure)
    }

    let limit: Int
    let length: Int?

    private var buffer: [UInt8] = []
    /// What follows it of a file.
    private var segment: FileSegment?
    /// Taken, and not with the kernel.
    private var inFlight = 0
    private var written = 0
    /// Whether the head is to be sent, or has been.
    private var hasBegun = false
    private var isHeadTaken = false
    private var isHeadSent = false
    /// Whether the loop has been woken, and will look before it waits again.
    private var isLoopAwake = false
    /// A piece has been appended in part: no other one may come between.
    private var isMidPiece = false
    /// The rest of such a piece will not come.
    var isTorn = false
    private var isOverrun = false
    private var hasWriterEnded = false
    private var end: ReplyStream.End?
    private var isEndTaken = false
    private var failure: ReplyStream.Failure?
    var trailers: [UInt8] = []
    var waiters = StreamWaiters()

    init(limit: Int, length: Int?) {
        self.limit = limit
        self.length = length
    }

    /// How many bytes lie here, in bytes; never more than the limit.
    ///
    /// A part of a file counts, too, and may be longer than the limit by itself.
    var used: Int { buffer.count + (segment?.count ?? 0) + inFlight }

    private var isEmpty: Bool { buffer.isEmpty && segment == nil }

    /// Why a writer cannot go on; nil when it can.
    var refusal: ReplyStream.Failure? {
        if hasWriterEnded { return .writerEnded }
        return failure ?? (isTorn ? .cancelled : nil)
    }

    /// Whether what somebody waits for has come, or never will.
    func isMet(_ want: StreamWaiters.Want) -> Bool {
        if refusal != nil { return true }
        switch want {
        // Half of it, so that a writer is not woken for each byte.
        case .room(let isMine):
            return used <= limit / 2 && segment == nil && (isMine || !isMidPiece)
        case .delivery: return isHeadSent && used == 0
        }
    }

    // MARK: On the writer's thread

    /// Whether the loop must be woken for the head.
    mutating func begin() throws(ReplyStream.Failure) -> Bool {
        if let refusal { throw refusal }
        return hasBegun ? false : beginSending()
    }

    private mutating func beginSending() -> Bool {
        hasBegun = true
        defer { isLoopAwake = true }
        return !isLoopAwake
    }

    /// Appends what there is room for; says whether the loop must be woken.
    mutating func append(_ piece: inout Piece) throws(ReplyStream.Failure) -> Bool {
        if let refusal { throw refusal }
        if !piece.isBegun {
            if isMidPiece { return false }
            if let length, piece.rest > length - written {
                isOverrun = true
                throw .tooManyBytes(length: length)
            }
        }
        let count = min(limit - used, piece.rest)
        guard count > 0, segment == nil else { return false }
        reserve(count)
        buffer.append(contentsOf: piece.take(count))
        written += count
        isMidPiece = !piece.isWhole
        return beginSending()
    }

    /// Appends a part of a file; says whether the loop must be woken, and nil when there is no room.
    mutating func append(_ part: FileSegment) throws(ReplyStream.Failure) -> Bool? {
        if let refusal { throw refusal }
        guard isMet(.room(isMidPiece: false)) else { return nil }
        if let length, part.count > length - written {
            isOverrun = true
            throw .tooManyBytes(length: length)
        }
        segment = part
        written += part.count
        return beginSending()
    }

    /// Makes room for `count` bytes and their framing, and for not much more than the limit.
    private mutating func reserve(_ count: Int) {
        let needed = buffer.count + count + Self.framingBytes
        guard needed > buffer.capacity else { return }
        buffer.reserveCapacity(max(needed, min(2 * buffer.capacity, limit + Self.framingBytes)))
    }

    /// A line end, and what ends a body in chunks.
    private static let framingBytes = 8

    mutating func finish(isGood: Bool) -> Ending {
        defer { hasWriterEnded = true }
        if let failure { return .failed(failure) }
        let isComplete = isGood && !isOverrun && !isTorn && length.map { $0 == written } ?? true
        if !hasBegun, !isComplete || trailers.isEmpty {
            return .notBegun(length: length ?? 0)
        }
        hasBegun = true
        end = isComplete ? .complete : .brokenOff
        if isComplete { return .complete }
        guard let length, isGood else { return .brokenOff }
        return .wrongLength(length: length, written: written)
    }

    // MARK: On the loop thread

    mutating func take() -> ReplyStream.Taken? {
        guard inFlight == 0, !isEndTaken else { return nil }
        guard !isEmpty || end != nil || !isHeadTaken else {
            isLoopAwake = false
            return nil
        }
        (isHeadTaken, isLoopAwake, isEndTaken) = (true, true, end != nil)
        inFlight = used
        defer { (buffer, segment) = ([], nil) }
        return ReplyStream.Taken(bytes: buffer, segment: segment, end: end, trailers: trailers)
    }

    mutating func noteSent() -> Bool {
        (inFlight, isHeadSent) = (0, true)
        isLoopAwake = !isEmpty || end != nil && !isEndTaken
        return isLoopAwake
    }

    mutating func appendHeartbeat() -> Bool {
        guard isHeadSent, used == 0, !isMidPiece, end == nil, refusal == nil else { return false }
        buffer = Array(":\n".utf8)
        return true
    }

    mutating func end(_ end: ReplyStream.End, because failure: ReplyStream.Failure) -> Bool {
        guard self.end == nil, self.failure == nil else { return false }
        (self.end, self.failure) = (end, failure)
        return true
    }

    /// Returns what is to be released outside of the lock.
    mutating func fail(_ failure: ReplyStream.Failure) -> FileSegment? {
        if self.failure == nil { self.failure = failure }
        defer { (buffer, segment, inFlight) = ([], nil, 0) }
        return segment
    }
}
