// SPDX-License-Identifier: Apache-2.0

/// Bytes that have come and have not been read, in the pieces that were read from the socket.
///
/// Each piece is handed over as it is: nothing is copied, and none is so large that the allocator asks the
/// system for it. Small ones are gathered, so that bytes that come one by one take no more memory.
struct BodyQueue {
    /// How large gathered pieces become.
    private static let pieceBytes = 64 << 10

    private var pieces: [[UInt8]] = []
    /// The first piece that has not been read whole, and how many bytes of it have been read.
    private var first = 0
    private var start = 0
    /// How many bytes there are.
    private(set) var count = 0

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
        return start == 0 ? piece : Array(piece[start...])
    }

    private mutating func dropFirst() {
        pieces[first] = []
        (first, start) = (first + 1, 0)
        guard first == pieces.count || first >= 64 && first * 2 >= pieces.count else { return }
        pieces.removeFirst(first)
        first = 0
    }
}
