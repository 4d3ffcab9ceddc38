// SPDX-License-Identifier: Apache-2.0

// evhttp 2.1 accepts heads that two servers in a row may read differently (request smuggling). This
// validator accepts what RFC 9112 allows and refuses the rest. evhttp parses what it accepts.

/// Judges the head of a request, as far as its bytes have come.
struct HeadValidator {
    private let limits: MessageLimits
    private(set) var head = JudgedHead()
    /// Where the first line stands that has not been judged.
    private var lineStart = 0
    /// How far that line has been searched for its end, so that no byte is looked at twice.
    private var searched = 0
    private var hasRequestLine = false
    private var fields = FieldValidator()
    /// A refusal that counts if nothing is malformed: 400 comes before all others.
    private var later: Refusal?

    init(limits: MessageLimits) {
        self.limits = limits
    }

    /// Reads on; `bytes` are all that have come so far, the earlier ones unchanged.
    ///
    /// - Returns: Whether the head is complete; if so, ``head`` is.
    mutating func judge(_ bytes: Span<UInt8>) throws(Refusal) -> Bool {
        if !hasRequestLine {
            guard try judgeRequestLine(bytes) else { return false }
        }
        while let line = try nextLine(bytes) {
            if line.isEmpty {
                head.end = lineStart
                try checkLength(head.end)
                try judgeWhole(bytes)
                return true
            }
            guard fields.count < limits.maxHeaderFields else {
                throw .tooManyFields(limits.maxHeaderFields)
            }
            try fields.judge(bytes, line)
        }
        try checkLength(bytes.count)
        return false
    }

    /// The fields that evhttp must not act on, in their order; empty without a body.
    var maskedFields: [JudgedHead.MaskedField] { head.framing == .none ? [] : fields.masked }

    /// Whether anything of a request has come: empty lines are nothing.
    func hasBegun(_ bytes: Span<UInt8>) -> Bool {
        hasRequestLine || lineStart < bytes.count && bytes[lineStart] != .carriageReturn
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
                guard bytes[index + 1] == .lineFeed else { throw .bareCarriageReturn }
                let line = lineStart..<index
                lineStart = index + 2
                searched = lineStart
                return line
            case .tab:
                searched = index + 1
            case .lineFeed:
                throw .bareLineFeed
            default:
                throw .controlCharacter
            }
        }
    }

    private func checkLength(_ length: Int) throws(Refusal) {
        guard length - head.start <= limits.maxHeadBytes else {
            throw .headTooLong(limits.maxHeadBytes)
        }
    }

    // MARK: The request line, RFC 9112 §3

    private mutating func judgeRequestLine(_ bytes: Span<UInt8>) throws(Refusal) -> Bool {
        while true {
            // A TLS hello or a binary protocol is refused at its first byte.
            if lineStart < bytes.count, bytes[lineStart] != .carriageReturn {
                guard bytes[lineStart].isTokenCharacter else { throw .notHTTP }
            }
            guard let line = try nextLine(bytes) else {
                try checkRequestLineLength(searched - lineStart)
                return false
            }
            // RFC 9112 §2.2: empty lines before the request line are ignored.
            if line.isEmpty {
                guard line.lowerBound < RequestGuard.maxEmptyLineBytes else {
                    throw .onlyEmptyLines
                }
                head.start = lineStart
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
            throw .requestLineTooLong(limits.maxRequestLineBytes)
        }
    }

    private mutating func judgeRequestLine(
        _ bytes: Span<UInt8>, _ line: Range<Int>
    ) throws(Refusal) {
        var index = line.lowerBound
        while index < line.upperBound, bytes[index].isTokenCharacter { index += 1 }
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == .space else {
            throw .malformedRequestLine
        }
        head.methodEnd = index
        index += 1
        while index < line.upperBound, bytes[index].isTargetCharacter { index += 1 }
        head.targetEnd = index
        guard index < line.upperBound, bytes[index] == .space else {
            throw index == line.upperBound ? .missingVersion : .illegalTargetCharacter
        }
        head.minorVersion = try Self.minorVersion(bytes, index + 1..<line.upperBound)
        (head.target, later) = try RequestTarget.judge(
            bytes, method: head.method, head.targetStart..<head.targetEnd)
    }

    private static func minorVersion(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(Refusal) -> UInt8 {
        let digits = range.lowerBound + 5
        guard range.count == 8, bytes[range.lowerBound] == UInt8(ascii: "H"),
            bytes[range.lowerBound + 1] == UInt8(ascii: "T"),
            bytes[range.lowerBound + 2] == UInt8(ascii: "T"),
            bytes[range.lowerBound + 3] == UInt8(ascii: "P"), bytes[digits - 1] == .slash,
            bytes[digits + 1] == .period,
            bytes[digits] &- .zero < 10, bytes[digits + 2] &- .zero < 10
        else { throw .malformedVersion }
        guard bytes[digits] == UInt8(ascii: "1") else { throw .unknownVersion }
        // RFC 9110 §6.2: a higher minor version is answered as the highest that is known.
        return bytes[digits + 2] == .zero ? 0 : 1
    }

    // MARK: What can be said only when every field is known

    private mutating func judgeWhole(_ bytes: Span<UInt8>) throws(Refusal) {
        guard fields.hasHost || head.minorVersion == 0 else { throw .missingHost }
        head.framing = try fields.framing(minorVersion: head.minorVersion)
        head.asksToClose = fields.connection.close
        head.asksToKeepAlive = fields.connection.keepAlive
        head.fieldCount = fields.count
        if head.framing != .none {
            guard !bytes.matches(head.method, lowercased: "head"),
                !bytes.matches(head.method, lowercased: "trace")
            else { throw .bodyWithoutMeaning }
        }
        if let refusal = later ?? fields.later { throw refusal }
        // RFC 9110 §10.1.1: an HTTP/1.0 client cannot wait for the interim reply.
        if head.minorVersion > 0, let isKnown = fields.expectsContinue {
            guard isKnown else { throw .unknownExpectation }
            head.expectsContinue = true
        }
        if case .length(let length) = head.framing, length > limits.maxBodyBytes {
            throw .bodyTooLarge(limits.maxBodyBytes)
        }
    }
}
