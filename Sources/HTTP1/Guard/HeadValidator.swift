// SPDX-License-Identifier: Apache-2.0

// The bouncer at the door. evhttp 2.1 accepts heads that two servers in a row may read differently
// (request smuggling); this parser accepts what RFC 9112 allows and refuses the rest, with the words
// that the client gets to read. It sees bytes and nothing else: no socket, no buffer, no clock.

/// Judges the head of a request, as far as its bytes have come.
struct HeadParser {
    let limits: FrontLimits
    private(set) var facts = RequestFacts()
    /// Where the first line stands that has not been judged.
    private var lineStart = 0
    /// How far that line has been searched for its end, so that no byte is looked at twice.
    private var searched = 0
    private var hasRequestLine = false

    init(limits: FrontLimits) {
        self.limits = limits
    }

    /// Reads on; `bytes` are all that have come so far, the earlier ones unchanged.
    ///
    /// - Returns: Whether the head is complete; if so, ``facts`` are.
    mutating func parse(_ bytes: Span<UInt8>) throws(Refusal) -> Bool {
        if !hasRequestLine {
            guard try parseRequestLine(bytes) else { return false }
        }
        while let line = try nextLine(bytes) {
            if line.isEmpty {
                facts.end = lineStart
                try checkLength(facts.end)
                try judgeWhole(bytes)
                return true
            }
            try parseField(bytes, line)
        }
        try checkLength(bytes.count)
        return false
    }

    /// The next line without its CRLF, or nil when its end has not come yet.
    private mutating func nextLine(_ bytes: Span<UInt8>) throws(Refusal) -> Range<Int>? {
        while true {
            let index = bytes.firstControl(from: searched)
            searched = index
            guard index < bytes.count else { return nil }
            switch bytes[index] {
            case .carriageReturn:
                guard index + 1 < bytes.count else { return nil }
                guard bytes[index + 1] == .lineFeed else {
                    throw Refusal(400, "a CR without LF in the head")
                }
                let line = lineStart..<index
                lineStart = index + 2
                searched = lineStart
                return line
            case .tab:
                searched = index + 1
            case .lineFeed:
                throw Refusal(400, "a line of the head ends with LF alone, not CRLF")
            default:
                throw Refusal(400, "a control character in the head")
            }
        }
    }

    private func checkLength(_ length: Int) throws(Refusal) {
        guard length - facts.start <= limits.maxHeadBytes else {
            throw Refusal(431, "the head is longer than \(limits.maxHeadBytes) bytes")
        }
    }

    // MARK: The request line, RFC 9112 §3

    private mutating func parseRequestLine(_ bytes: Span<UInt8>) throws(Refusal) -> Bool {
        while true {
            // A TLS hello or a binary protocol is told so at its first byte.
            if lineStart < bytes.count, bytes[lineStart] != .carriageReturn {
                guard bytes[lineStart].isTokenCharacter else {
                    throw Refusal(400, "this is not the start of an HTTP/1 request")
                }
            }
            guard let line = try nextLine(bytes) else {
                try checkRequestLineLength(searched - lineStart)
                return false
            }
            // RFC 9112 §2.2: empty lines before the request line are ignored.
            if line.isEmpty {
                guard line.lowerBound < 16 else { throw Refusal(400, "only empty lines") }
                facts.start = lineStart
                continue
            }
            try checkRequestLineLength(line.count)
            try judgeRequestLine(bytes, line)
            hasRequestLine = true
            return true
        }
    }

    private func checkRequestLineLength(_ length: Int) throws(Refusal) {
        guard length <= limits.maxRequestLineBytes else {
            throw Refusal(
                414, "the request line is longer than \(limits.maxRequestLineBytes) bytes")
        }
    }

    private mutating func judgeRequestLine(
        _ bytes: Span<UInt8>, _ line: Range<Int>
    ) throws(Refusal) {
        var index = line.lowerBound
        while index < line.upperBound, bytes[index].isTokenCharacter { index += 1 }
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == .space else {
            throw Refusal(400, "the request line does not start with a method and a space")
        }
        facts.methodEnd = index
        index += 1
        while index < line.upperBound, ByteClass.target.contains(bytes[index]) { index += 1 }
        facts.targetEnd = index
        guard index < line.upperBound, bytes[index] == .space else {
            throw Refusal(
                400,
                index == line.upperBound
                    ? "the request line names no HTTP version"
                    : "an illegal character in the request target")
        }
        facts.minorVersion = try Self.minorVersion(bytes, index + 1..<line.upperBound)
        facts.fieldsStart = lineStart
        try RequestTarget.check(bytes, facts)
    }

    private static func minorVersion(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(Refusal) -> UInt8 {
        let digits = range.lowerBound + 5
        let zero = UInt8(ascii: "0")
        guard range.count == 8,
            bytes.matches(range.lowerBound..<digits, exactly: "HTTP/"),
            bytes[digits + 1] == UInt8(ascii: "."),
            bytes[digits] &- zero < 10, bytes[digits + 2] &- zero < 10
        else { throw Refusal(400, "the request line does not end with an HTTP version") }
        guard bytes[digits] == UInt8(ascii: "1") else {
            throw Refusal(505, "this server speaks HTTP/1.1 and HTTP/1.0")
        }
        // RFC 9110 §6.2: a higher minor version is answered as the highest that is known.
        return bytes[digits + 2] == zero ? 0 : 1
    }

    // MARK: Field lines, RFC 9112 §5

    private mutating func parseField(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(Refusal) {
        facts.fieldCount += 1
        guard facts.fieldCount <= limits.maxFields else {
            throw Refusal(431, "more than \(limits.maxFields) header fields")
        }
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon].isTokenCharacter { colon += 1 }
        guard colon < line.upperBound, bytes[colon] == .colon, colon > line.lowerBound else {
            throw Self.malformedField(bytes, line, at: colon)
        }
        let name = line.lowerBound..<colon
        // Four of the five names that matter here differ in length from nearly all others.
        switch name.count {
        case 4 where bytes.matches(name, lowercased: "host"):
            try parseHost(bytes, bytes.trimmingBlanks(colon + 1..<line.upperBound))
        case 6 where bytes.matches(name, lowercased: "expect"):
            try parseExpect(bytes, bytes.trimmingBlanks(colon + 1..<line.upperBound))
        case 10 where bytes.matches(name, lowercased: "connection"):
            parseConnection(bytes, colon + 1..<line.upperBound)
        case 14 where bytes.matches(name, lowercased: "content-length"):
            try parseContentLength(bytes, bytes.trimmingBlanks(colon + 1..<line.upperBound))
        case 17 where bytes.matches(name, lowercased: "transfer-encoding"):
            try parseTransferEncoding(bytes, bytes.trimmingBlanks(colon + 1..<line.upperBound))
        default:
            break
        }
    }

    private static func malformedField(
        _ bytes: Span<UInt8>, _ line: Range<Int>, at index: Int
    ) -> Refusal {
        if bytes[line.lowerBound].isBlank { return Refusal(400, "a folded header field") }
        if index == line.upperBound { return Refusal(400, "a header field without a colon") }
        if index == line.lowerBound, bytes[index] == .colon {
            return Refusal(400, "a header field without a name")
        }
        return bytes[index].isBlank
            ? Refusal(400, "white space before the colon of a header field")
            : Refusal(400, "an illegal character in the name of a header field")
    }

    private mutating func parseHost(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(Refusal) {
        facts.hostCount += 1
        guard facts.hostCount == 1 else { throw Refusal(400, "more than one Host field") }
        guard RequestTarget.isHost(bytes, value) else {
            throw Refusal(400, "the Host field names no valid host")
        }
    }

    private mutating func parseExpect(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(Refusal) {
        // RFC 9110 §10.1.1: an HTTP/1.0 client cannot wait for the interim reply.
        guard facts.minorVersion >= 1 else { return }
        guard bytes.matches(value, lowercased: "100-continue") else {
            throw Refusal(417, "the only expectation known here is 100-continue")
        }
        facts.expectsContinue = true
    }

    private mutating func parseConnection(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        var start = value.lowerBound
        while start < value.upperBound {
            var end = start
            while end < value.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
            let option = bytes.trimmingBlanks(start..<end)
            if bytes.matches(option, lowercased: "close") { facts.asksToClose = true }
            if bytes.matches(option, lowercased: "keep-alive") { facts.asksToKeepAlive = true }
            start = end + 1
        }
    }

    // MARK: Framing, RFC 9112 §6

    private mutating func parseContentLength(
        _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(Refusal) {
        guard facts.contentLength == nil else {
            throw Refusal(400, "more than one Content-Length field")
        }
        var length = 0
        for index in value {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { throw Refusal(400, "Content-Length is not a number") }
            length = length * 10 + Int(digit)
            guard length < 1 << 58 else { throw Refusal(413, "Content-Length is absurd") }
        }
        guard !value.isEmpty else { throw Refusal(400, "Content-Length is empty") }
        facts.contentLength = length
    }

    private mutating func parseTransferEncoding(
        _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(Refusal) {
        guard !facts.hasTransferEncoding else {
            throw Refusal(400, "more than one Transfer-Encoding field")
        }
        guard !value.isEmpty else { throw Refusal(400, "Transfer-Encoding is empty") }
        guard bytes.matches(value, lowercased: "chunked") else {
            throw Refusal(501, "the only transfer coding known here is chunked")
        }
        facts.hasTransferEncoding = true
    }

    /// What can be said only when every field is known.
    private func judgeWhole(_ bytes: Span<UInt8>) throws(Refusal) {
        guard facts.hostCount == 1 || facts.minorVersion == 0 else {
            throw Refusal(400, "an HTTP/1.1 request needs a Host field")
        }
        if facts.hasTransferEncoding {
            guard facts.contentLength == nil else {
                throw Refusal(400, "both Transfer-Encoding and Content-Length")
            }
            guard facts.minorVersion >= 1 else {
                throw Refusal(400, "Transfer-Encoding in an HTTP/1.0 request")
            }
        }
        let length = facts.contentLength ?? 0
        if facts.hasTransferEncoding || length > 0 {
            let method = facts.start..<facts.methodEnd
            guard !bytes.matches(method, lowercased: "head"),
                !bytes.matches(method, lowercased: "trace")
            else { throw Refusal(400, "a body with a method that has none") }
        }
        guard length <= limits.maxBodyBytes else {
            throw Refusal(413, "the body is larger than \(limits.maxBodyBytes) bytes")
        }
    }
}
