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
    private var `extension` = ChunkExtensionValidator()
    private var remaining = 0
    private var digits = 0
    private var lineBytes = 0
    /// Bytes of extensions, less the bytes of content since.
    private var extensionBytes = 0
    private var contentBytes = 0
    /// The most content in bytes; may be lowered before the first byte.
    var limit: Int

    /// A decoder for a body of at most `limit` bytes of content.
    init(limit: Int) {
        self.limit = limit
    }

    var isDone: Bool { state == .done }

    /// How many of the next bytes are the rest of a chunk; 0 elsewhere.
    var remainingInChunk: Int { state == .data ? remaining : 0 }

    /// Reads on at `index`, which it moves, up to the end of the next content.
    ///
    /// - Returns: Where that stands; nil when there is no more in `bytes`, or the body has ended.
    mutating func nextContent(
        in bytes: Span<UInt8>, from index: inout Int
    ) throws(Refusal) -> Range<Int>? {
        while index < bytes.count, state != .done {
            guard state == .data else {
                try take(bytes[index])
                index += 1
                continue
            }
            let content = index..<index + min(remaining, bytes.count - index)
            remaining -= content.count
            contentBytes += content.count
            extensionBytes = max(0, extensionBytes - content.count)
            index = content.upperBound
            if remaining == 0 { state = .dataEnd }
            return content
        }
        return nil
    }

    private mutating func take(_ byte: UInt8) throws(Refusal) {
        lineBytes += 1
        guard lineBytes <= Self.maxLineBytes else { throw .chunkLineTooLong }
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
            guard digits <= 15 else { throw .tooManyChunkSizeDigits }
            if digits == 1 { remaining = 0 }
            remaining = remaining << 4 | Int(byte & 0x0f) + (byte > UInt8(ascii: "9") ? 9 : 0)
            return
        }
        guard digits > 0 else { throw .malformedChunkSize }
        // The size alone says that the body is too large, before any of the chunk comes.
        guard remaining <= limit - contentBytes else { throw .bodyTooLarge(limit) }
        try endSize(byte)
    }

    /// What may follow a size: the end of its line, or an extension, before which blanks may stand
    /// (RFC 9112 §7.1.1).
    private mutating func endSize(_ byte: UInt8) throws(Refusal) {
        if byte == .carriageReturn {
            state = .sizeLineEnd
        } else if byte.isBlank {
            state = .sizeBlank
        } else if byte == .semicolon {
            state = .extension
            `extension` = ChunkExtensionValidator()
        } else {
            throw .malformedChunkSize
        }
    }

    private mutating func takeBlank(_ byte: UInt8) throws(Refusal) {
        guard byte != .carriageReturn else { throw .malformedChunkSize }
        try endSize(byte)
    }

    private mutating func takeExtension(_ byte: UInt8) throws(Refusal) {
        extensionBytes += 1
        guard extensionBytes <= Self.maxLineBytes else { throw .chunkLineTooLong }
        if byte == .carriageReturn {
            guard `extension`.mayEnd else { throw .malformedChunkExtension }
            state = .sizeLineEnd
        } else {
            try `extension`.take(byte)
        }
    }

    private mutating func takeTrailer(_ byte: UInt8) throws(Refusal) {
        switch (state, byte) {
        case (.trailerStart, .carriageReturn): state = .lastLineEnd
        case (.trailerStart, _) where byte.isTokenCharacter: state = .trailerName
        case (.trailerName, _) where byte.isTokenCharacter: break
        case (.trailerName, .colon): state = .trailerValue
        case (.trailerValue, .carriageReturn): state = .trailerLineEnd
        case (.trailerValue, _) where !byte.isControl || byte == .tab: break
        default: throw .malformedTrailer
        }
    }

    private func expect(_ wanted: UInt8, _ byte: UInt8) throws(Refusal) {
        guard byte == wanted else { throw .unendedChunk }
    }
}
