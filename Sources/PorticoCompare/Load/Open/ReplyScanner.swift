// SPDX-License-Identifier: Apache-2.0

/// Finds the end of one reply after the other in what comes on a connection, RFC 9112 §6.3.
///
/// It keeps nothing of a reply but its status. One that is no reply is found out where that costs nothing.
struct ReplyScanner {
    /// How far a reply has come.
    enum Progress: Equatable {
        case unfinished
        /// The whole reply is there; `closes` says that its connection cannot be used any more.
        case whole(status: Int, closes: Bool)
        case malformed
    }

    private enum Body {
        case length(Int)
        case chunked(ChunkScanner)
        case untilEnd
    }

    private var body: Body?
    /// A head that is not whole.
    private var partialHead: [UInt8] = []
    private var head = ReplyHead()

    /// Reads on.
    mutating func take(_ bytes: Span<UInt8>) -> Progress {
        var start = 0
        while body == nil {
            guard let end = takeHead(bytes, from: start) else {
                return partialHead.count > 1 << 16 ? .malformed : .unfinished
            }
            guard head.status >= 100 else { return .malformed }
            start = end
            // An interim reply is followed by another one.
            if head.status >= 200 { body = Self.body(head) }
        }
        return takeBody(bytes, from: start)
    }

    /// The connection has ended, and with it perhaps a reply.
    mutating func end() -> Progress {
        guard case .untilEnd = body else { return .malformed }
        body = nil
        return .whole(status: head.status, closes: true)
    }

    private static func body(_ head: ReplyHead) -> Body {
        if head.status == 204 || head.status == 304 { return .length(0) }
        if head.isChunked { return .chunked(ChunkScanner()) }
        return head.length.map(Body.length) ?? .untilEnd
    }

    /// Returns where the head ends, if it is whole.
    private mutating func takeHead(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        guard partialHead.isEmpty else { return takeRestOfHead(bytes, from: start) }
        if let end = ReplyHead.end(in: bytes, from: start) {
            head = ReplyHead(bytes, start..<end)
            return end
        }
        for index in start..<bytes.count { partialHead.append(bytes[index]) }
        return nil
    }

    private mutating func takeRestOfHead(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        let known = partialHead.count
        for index in start..<bytes.count { partialHead.append(bytes[index]) }
        guard let end = ReplyHead.end(in: partialHead.span, from: 0) else { return nil }
        head = ReplyHead(partialHead.span, 0..<end)
        partialHead.removeAll(keepingCapacity: true)
        return start + end - known
    }

    private mutating func takeBody(_ bytes: Span<UInt8>, from start: Int) -> Progress {
        let count = bytes.count - start
        switch body {
        case .length(let missing) where count < missing:
            body = .length(missing - count)
            return .unfinished
        case .length(let missing):
            return finish(isExact: count == missing)
        case .chunked(var scanner):
            var index = start
            while index < bytes.count, !scanner.isDone {
                index = scanner.take(bytes, from: index)
                if scanner.isMalformed { return .malformed }
            }
            guard scanner.isDone else {
                body = .chunked(scanner)
                return .unfinished
            }
            return finish(isExact: index == bytes.count)
        case .untilEnd, nil:
            return .unfinished
        }
    }

    /// Nothing was asked yet that more bytes could answer.
    private mutating func finish(isExact: Bool) -> Progress {
        body = nil
        return isExact ? .whole(status: head.status, closes: head.closes) : .malformed
    }
}
