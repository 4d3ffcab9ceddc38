// SPDX-License-Identifier: Apache-2.0

/// Bytes that have come and have not been read, in one array that is handed over whole where possible.
struct BodyQueue {
    private var bytes: [UInt8] = []
    /// How many at the front have been read.
    private var start = 0

    /// How many there are.
    var count: Int { bytes.count - start }

    /// Appends `piece`, whose memory is taken over when nothing else is there.
    ///
    /// Room is made for at most `limit` bytes, unless there are more.
    mutating func append(_ piece: [UInt8], limit: Int) {
        guard count > 0 else {
            (bytes, start) = (piece, 0)
            return
        }
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        let needed = bytes.count + piece.count
        if needed > bytes.capacity {
            bytes.reserveCapacity(max(needed, min(2 * bytes.capacity, limit)))
        }
        bytes.append(contentsOf: piece)
    }

    /// Takes the first `limit` bytes, or all there are.
    mutating func take(upTo limit: Int) -> [UInt8] {
        defer { if start == bytes.count { (bytes, start) = ([], 0) } }
        if start == 0, bytes.count <= limit {
            start = bytes.count
            return bytes
        }
        let end = start + min(limit, count)
        defer { start = end }
        return Array(bytes[start..<end])
    }
}
