// SPDX-License-Identifier: Apache-2.0
import HTTP1

// What RFC 2046 §5.1.1 says a body is, and where the parser is in it:
//
//     beforeFirst   anything, up to the first boundary line: skipped
//     afterLine     behind a boundary: `--` for the last one
//     lineEnd       blanks, and the end of that line
//     header        the fields of a part and an empty line
//     atContent     before that empty line's end: it may begin the next boundary line, if there is no content
//     content       up to the next boundary line
//     afterLast     anything: skipped
//
// Held are a header, or what may be the beginning of a boundary line; all else goes out as it comes in. No line
// may begin with the boundary and go on after it (§5.1), so that is refused, and not taken for content: others
// would read it differently.

/// Takes a multipart body apart that comes in pieces, which may end anywhere.
struct MultipartParser: Sendable {
    enum Event {
        case part(PartHeader)
        /// At least one byte.
        case content([UInt8])
        case endOfPart
        /// Of the body, which has ended.
        case end
        case needsInput
    }

    private enum State {
        case beforeFirst, afterLine
        case lineEnd(isLast: Bool)
        case header, atContent, content, afterLast
    }

    private let search: BoundarySearch
    private let limits: MultipartLimits
    private var state = State.beforeFirst
    /// What has come and has not gone out; the first boundary may stand at the very beginning, without a line end
    /// before it.
    private var input: [UInt8] = Array("\r\n".utf8)
    private var start = 0
    /// What has come of a header.
    private var header: [UInt8] = []
    private var partCount = 0
    private var byteCount = 0
    private var hasEnded = false

    init(boundary: String, limits: MultipartLimits) {
        search = BoundarySearch(boundary: boundary)
        self.limits = limits
    }

    /// Takes the next bytes; when all have gone out that can, ``next()`` asks for them.
    mutating func take(_ bytes: [UInt8]) throws(MultipartError) {
        if let limit = limits.maxBytes, bytes.count > limit - byteCount {
            throw .tooLarge(limit: limit)
        }
        byteCount += bytes.count
        input = start == input.count ? bytes : input[start...] + bytes
        start = 0
    }

    /// Learns that no more bytes will come.
    mutating func end() throws(MultipartError) {
        switch state {
        case .afterLast: break
        case .lineEnd(isLast: true) where start == input.count: break
        case .beforeFirst: throw .malformed(reason: "the body does not have its boundary")
        default: throw .malformed(reason: "the body ends before its last boundary")
        }
        hasEnded = true
    }

    /// How many bytes have come and not gone out.
    var heldBytes: Int { input.count - start + header.count }

    /// What comes next.
    mutating func next() throws(MultipartError) -> Event {
        while true {
            let event: Event? =
                switch state {
                case .beforeFirst: skipToFirst()
                case .afterLine: try readEndMark()
                case .lineEnd(let isLast): try readLineEnd(isLast)
                case .header: try readHeader()
                case .atContent: beginContent()
                case .content: readContent()
                case .afterLast: skipRest()
                }
            if let event { return event }
        }
    }

    // Each of these returns nil when another state is to go on.

    private mutating func skipToFirst() -> Event? {
        guard let line = search.firstLine(in: input, from: start) else {
            start = search.heldBack(in: input, from: start)
            return .needsInput
        }
        start = line + search.line.count
        state = .afterLine
        return nil
    }

    private mutating func readEndMark() throws(MultipartError) -> Event? {
        guard start < input.count else { return .needsInput }
        guard input[start] == UInt8(ascii: "-") else {
            state = .lineEnd(isLast: false)
            return nil
        }
        guard start + 1 < input.count else { return .needsInput }
        guard input[start + 1] == UInt8(ascii: "-") else { throw .lookAlike }
        start += 2
        state = .lineEnd(isLast: true)
        return nil
    }

    private mutating func readLineEnd(_ isLast: Bool) throws(MultipartError) -> Event? {
        while start < input.count, input[start].isBlank { start += 1 }
        guard start < input.count else { return hasEnded ? .end : .needsInput }
        guard input[start] == .carriageReturn else { throw .lookAlike }
        guard start + 1 < input.count else { return .needsInput }
        guard input[start + 1] == .lineFeed else { throw .lookAlike }
        start += 2
        guard !isLast else {
            state = .afterLast
            return nil
        }
        partCount += 1
        guard partCount <= limits.maxParts else { throw .tooManyParts(limit: limits.maxParts) }
        state = .header
        return nil
    }

    private mutating func readHeader() throws(MultipartError) -> Event? {
        while start < input.count {
            let room = limits.maxPartHeaderBytes - header.count
            let rest = input[start...].prefix(room)
            let lineFeed = rest.firstIndex(of: .lineFeed)
            guard lineFeed != nil || rest.count < room else {
                throw .partHeaderTooLarge(limit: limits.maxPartHeaderBytes)
            }
            let end = lineFeed.map { $0 + 1 } ?? input.count
            header += input[start..<end]
            start = end
            if lineFeed != nil, header.endsWithEmptyLine { return .part(try endHeader()) }
        }
        return .needsInput
    }

    private mutating func endHeader() throws(MultipartError) -> PartHeader {
        let part = try PartHeader(header.dropLast(2))
        header.removeAll(keepingCapacity: true)
        // The end of the empty line is looked at again.
        if start >= 2 {
            start -= 2
        } else {
            input = Array("\r\n".utf8) + input[start...]
            start = 0
        }
        state = .atContent
        return part
    }

    private mutating func beginContent() -> Event? {
        switch search.match(input, at: start) {
        case .line: return endPart(at: start)
        case .beginning: return .needsInput
        case .none:
            start += 2
            state = .content
            return nil
        }
    }

    private mutating func readContent() -> Event {
        let line = search.firstLine(in: input, from: start)
        if line == start { return endPart(at: start) }
        let end = line ?? search.heldBack(in: input, from: start)
        guard end > start else { return .needsInput }
        if start == 0, end == input.count {
            // Most pieces of a file are content from end to end, and are passed on as they are.
            var content: [UInt8] = []
            swap(&content, &input)
            return .content(content)
        }
        defer { start = end }
        return .content(Array(input[start..<end]))
    }

    private mutating func endPart(at line: Int) -> Event {
        start = line + search.line.count
        state = .afterLine
        return .endOfPart
    }

    private mutating func skipRest() -> Event {
        start = input.count
        return hasEnded ? .end : .needsInput
    }
}

extension MultipartError {
    fileprivate static let lookAlike = MultipartError.malformed(
        reason: "a line begins with the boundary and goes on after it")
}

extension [UInt8] {
    /// Whether the last line is empty: the header of a part ends there.
    fileprivate var endsWithEmptyLine: Bool {
        elementsEqual([0x0d, 0x0a]) || suffix(4).elementsEqual([0x0d, 0x0a, 0x0d, 0x0a])
    }
}
