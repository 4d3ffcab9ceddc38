// SPDX-License-Identifier: Apache-2.0

/// Finds the line that stands between two parts, RFC 2046 §5.1.1: a line end, two hyphens and the boundary.
///
/// It looks at one byte in as many as that line has, where nothing is like it (Horspool's search).
struct BoundarySearch: Sendable {
    let line: [UInt8]
    /// How far the search may go on from a byte under the end of the line.
    private let skips: [UInt8]

    /// - Precondition: `boundary` has 1 to 70 bytes.
    init(boundary: String) {
        line = Array("\r\n--\(boundary)".utf8)
        precondition(5...74 ~= line.count, "\"\(boundary)\" is no boundary; give 1 to 70 bytes")
        var skips = [UInt8](repeating: UInt8(line.count), count: 256)
        for (index, byte) in line.dropLast().enumerated() {
            skips[Int(byte)] = UInt8(line.count - 1 - index)
        }
        self.skips = skips
    }

    /// How `bytes` go on at an index.
    enum Match {
        case line
        /// They end, and may go on to be the line.
        case beginning
        case none
    }

    func match(_ bytes: [UInt8], at start: Int) -> Match {
        let count = min(line.count, bytes.count - start)
        for index in 0..<count where bytes[start + index] != line[index] { return .none }
        return count == line.count ? .line : .beginning
    }

    /// Where the first whole line begins at or after `start`.
    func firstLine(in bytes: [UInt8], from start: Int) -> Int? {
        let (bytes, line, skips) = (bytes.span, line.span, skips.span)
        let last = line.count - 1
        var index = start
        while index + last < bytes.count {
            var length = last
            while bytes[index + length] == line[length] {
                if length == 0 { return index }
                length -= 1
            }
            index += Int(skips[Int(bytes[index + last])])
        }
        return nil
    }

    /// Where the end of `bytes` begins that may be the beginning of the line; their count when there is none.
    func heldBack(in bytes: [UInt8], from start: Int) -> Int {
        var index = max(start, bytes.count - line.count + 1)
        while index < bytes.count {
            // A boundary has no line end, so no line begins within another.
            if bytes[index] == line[0], case .beginning = match(bytes, at: index) { return index }
            index += 1
        }
        return index
    }
}
