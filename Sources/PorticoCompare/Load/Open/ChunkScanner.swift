// SPDX-License-Identifier: Apache-2.0

/// Finds the end of a body in the chunked transfer coding, RFC 9112 §7.1.
struct ChunkScanner {
    private enum State {
        case size, restOfSizeLine, data, dataEnd, trailerStart, trailer, done, malformed
    }

    private var state = State.size
    private var remaining = 0

    var isDone: Bool { state == .done }
    var isMalformed: Bool { state == .malformed }

    /// Reads one byte at `index`, or all of a chunk, and returns where to go on.
    mutating func take(_ bytes: Span<UInt8>, from index: Int) -> Int {
        if state == .data {
            let count = min(remaining, bytes.count - index)
            remaining -= count
            if remaining == 0 { state = .dataEnd }
            return index + count
        }
        take(bytes[index])
        return index + 1
    }

    private mutating func take(_ byte: UInt8) {
        let isLineEnd = byte == 10
        switch state {
        case .size: takeSize(byte)
        case .restOfSizeLine where isLineEnd: state = remaining > 0 ? .data : .trailerStart
        case .dataEnd where isLineEnd: state = .size
        case .trailerStart where isLineEnd: state = .done
        case .trailerStart where byte != 13: state = .trailer
        case .trailer where isLineEnd: state = .trailerStart
        default: break
        }
    }

    private mutating func takeSize(_ byte: UInt8) {
        let digit: UInt8? =
            switch byte {
            case 48...57: byte - 48
            case 65...70, 97...102: (byte | 0x20) - 87
            default: nil
            }
        if let digit, remaining < 1 << 48 {
            remaining = remaining << 4 | Int(digit)
        } else {
            // CR, or an extension.
            state = byte == 13 || byte == 59 || byte == 32 ? .restOfSizeLine : .malformed
        }
    }
}
