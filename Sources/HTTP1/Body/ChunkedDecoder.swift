// SPDX-License-Identifier: Apache-2.0

/// Decodes a body in the chunked transfer coding, RFC 9112 §7.1, a piece at a time.
///
/// Chunk extensions and trailer fields are checked and dropped. Every byte is looked at once, and
/// nothing but the state below is kept, so neither a long size line nor endless trailers cost memory.
struct ChunkedDecoder {
    private enum State {
        case size, sizeBlank, sizeLineEnd, `extension`, data, dataEnd, dataLineEnd
        case trailerStart, trailerName, trailerValue, trailerLineEnd, lastLineEnd, done
    }

    /// The longest chunk-size line and the longest trailer section, in bytes.
    private static let maxLineBytes = 4096

    private var state = State.size
    private var remaining = 0
    private var digits = 0
    private var lineBytes = 0

    var isDone: Bool { state == .done }

    /// Appends the data in `bytes` to `body` and says how many bytes were used.
    ///
    /// - Returns: Less than `bytes.count` only when the body has ended.
    mutating func decode(
        _ bytes: Span<UInt8>, into body: inout [UInt8], limit: Int
    ) throws(Refusal) -> Int {
        var index = 0
        while index < bytes.count, state != .done {
            if state == .data {
                let count = min(remaining, bytes.count - index)
                guard body.count + count <= limit else {
                    throw Refusal(413, "the body is larger than \(limit) bytes")
                }
                body.append(bytes, index..<index + count)
                remaining -= count
                index += count
                if remaining == 0 { state = .dataEnd }
            } else {
                try take(bytes[index])
                index += 1
            }
        }
        return index
    }

    private mutating func take(_ byte: UInt8) throws(Refusal) {
        lineBytes += 1
        guard lineBytes <= Self.maxLineBytes else {
            throw Refusal(400, "a chunk size line or trailer section is too long")
        }
        switch state {
        case .size: try takeSize(byte)
        case .sizeBlank: try takeBlank(byte)
        case .extension: try takeExtension(byte)
        case .sizeLineEnd:
            try expect(.lineFeed, byte)
            lineBytes = 0
            state = remaining == 0 ? .trailerStart : .data
        case .dataEnd:
            try expect(.carriageReturn, byte)
            state = .dataLineEnd
        case .dataLineEnd:
            try expect(.lineFeed, byte)
            (state, digits, lineBytes) = (.size, 0, 0)
        case .trailerStart, .trailerName, .trailerValue: try takeTrailer(byte)
        case .trailerLineEnd:
            try expect(.lineFeed, byte)
            state = .trailerStart
        case .lastLineEnd:
            try expect(.lineFeed, byte)
            state = .done
        case .data, .done: break
        }
    }

    private mutating func takeSize(_ byte: UInt8) throws(Refusal) {
        if byte.isHexDigit {
            digits += 1
            // Leading zeros count as well: no sender needs sixteen digits.
            guard digits <= 15 else { throw Refusal(400, "a chunk size has too many digits") }
            if digits == 1 { remaining = 0 }
            remaining = remaining << 4 | Int(byte & 0x0f) + (byte > UInt8(ascii: "9") ? 9 : 0)
            return
        }
        guard digits > 0 else { throw Refusal(400, "a chunk without a size") }
        if byte == .carriageReturn {
            state = .sizeLineEnd
        } else if byte == UInt8(ascii: ";") {
            state = .extension
        } else if byte.isBlank {
            state = .sizeBlank
        } else {
            throw Refusal(400, "a chunk size is not a hexadecimal number")
        }
    }

    /// White space that only an extension may follow, RFC 9112 §7.1.1.
    private mutating func takeBlank(_ byte: UInt8) throws(Refusal) {
        if byte == UInt8(ascii: ";") {
            state = .extension
        } else if !byte.isBlank {
            throw Refusal(400, "a chunk size is not a hexadecimal number")
        }
    }

    private mutating func takeExtension(_ byte: UInt8) throws(Refusal) {
        if byte == .carriageReturn {
            state = .sizeLineEnd
        } else if byte < 0x20 && byte != .tab || byte == 0x7f {
            throw Refusal(400, "a control character in a chunk extension")
        }
    }

    private mutating func takeTrailer(_ byte: UInt8) throws(Refusal) {
        switch (state, byte) {
        case (.trailerStart, .carriageReturn): state = .lastLineEnd
        case (.trailerStart, _) where byte.isTokenCharacter: state = .trailerName
        case (.trailerName, _) where byte.isTokenCharacter: break
        case (.trailerName, .colon): state = .trailerValue
        case (.trailerValue, .carriageReturn): state = .trailerLineEnd
        case (.trailerValue, _) where byte >= 0x20 && byte != 0x7f || byte == .tab: break
        default: throw Refusal(400, "a malformed trailer field")
        }
    }

    private func expect(_ wanted: UInt8, _ byte: UInt8) throws(Refusal) {
        guard byte == wanted else { throw Refusal(400, "a chunk is not ended by CRLF") }
    }
}
