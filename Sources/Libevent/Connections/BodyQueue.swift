// SPDX-License-Identifier: Apache-2.0

/// Bytes that have come and have not been read, in the pieces that were read from the socket.
///
/// Each piece is handed over as it is: nothing is copied, and none is so large that the allocator asks the
/// system for it. Small ones are gathered, so that bytes that come one by one take no more memory.
///
/// Full ones are used again once their reader has let go of them: the allocator would give memory back to the
/// system, and get it again, all the time.
struct BodyQueue {
    /// How large pieces become.
    static let pieceBytes = 64 << 10
    /// From this size on a piece is full: its memory is hardly larger than what is in it.
    static let fullBytes = 60 << 10

    private var pieces: [[UInt8]] = []
    /// The first piece that has not been read whole, and how many bytes of it have been read.
    private var first = 0
    private var start = 0
    /// How many bytes there are.
    private(set) var count = 0
    /// The last full piece that has been handed over; its reader may still have it.
    private var lent: [UInt8] = []
    /// Empty arrays with the memory of pieces.
    private var spares: [[UInt8]] = []
    /// How much may be kept, in bytes, pieces and spares together.
    private var limit: Int

    /// A queue that keeps the memory of pieces up to `limit` bytes, or none.
    init(limit: Int = 0) {
        self.limit = limit
    }

    /// Appends `piece`, which is not empty.
    mutating func append(_ piece: [UInt8]) {
        count += piece.count
        let last = pieces.count - 1
        guard last >= first, pieces[last].count + piece.count <= Self.pieceBytes else {
            pieces.append(piece)
            return
        }
        let (needed, capacity) = (pieces[last].count + piece.count, pieces[last].capacity)
        if needed > capacity {
            pieces[last].reserveCapacity(max(needed, min(2 * capacity, Self.pieceBytes)))
        }
        pieces[last] += piece
    }

    /// Takes what is left of the first piece, but at most `limit` bytes; there must be some.
    mutating func take(upTo limit: Int) -> [UInt8] {
        let piece = pieces[first]
        let end = start + min(limit, piece.count - start)
        count -= end - start
        guard end == piece.count else {
            defer { start = end }
            return Array(piece[start..<end])
        }
        defer { dropFirst() }
        guard start == 0 else { return Array(piece[start...]) }
        lend(piece)
        return piece
    }

    // MARK: Memory of pieces

    /// An empty array with the memory of a piece, if there is one.
    mutating func takeSpare() -> [UInt8]? { spares.popLast() }

    /// Keeps memory that was not needed.
    mutating func keepSpare(_ piece: consuming [UInt8]) {
        guard count + (spares.count + 1) * Self.pieceBytes <= limit else { return }
        // If somebody has the bytes, this is new memory.
        piece.removeAll(keepingCapacity: true)
        spares.append(piece)
    }

    /// The reader comes again: it will have let go of what it got before.
    private mutating func lend(_ piece: [UInt8]) {
        guard limit > 0, piece.count >= Self.fullBytes else { return }
        if !lent.isEmpty { keepSpare(lent.take()) }
        lent = piece
    }

    /// Keeps no more memory of pieces.
    ///
    /// - Returns: What was kept.
    mutating func removeSpares() -> [[UInt8]] {
        limit = 0
        defer { (spares, lent) = ([], []) }
        return spares + [lent]
    }

    private mutating func dropFirst() {
        pieces[first] = []
        (first, start) = (first + 1, 0)
        guard first == pieces.count || first >= 64 && first * 2 >= pieces.count else { return }
        pieces.removeFirst(first)
        first = 0
    }
}

extension [UInt8] {
    /// Leaves it empty, without a copy.
    fileprivate mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &self)
        return taken
    }
}
