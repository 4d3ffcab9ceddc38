// SPDX-License-Identifier: Apache-2.0

/// Judges the field lines of a head, RFC 9112 §5, and keeps what they say of the message.
struct FieldValidator {
    /// How many there were.
    private(set) var count = 0
    private(set) var hasHost = false
    private(set) var connection = ConnectionOptions()
    /// Nil without an expectation, false with one that is not known.
    private(set) var expectsContinue: Bool?
    /// A refusal that counts if nothing is malformed.
    private(set) var later: Refusal?
    /// Those that evhttp must not act on.
    private(set) var masked: [JudgedHead.MaskedField] = []

    private var contentLength: Int?
    private var hasTransferEncoding = false

    /// Judges one line.
    mutating func judge(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(Refusal) {
        count += 1
        var colon = min(
            line.upperBound, line.lowerBound + bytes.countOfPlainNameBytes(from: line.lowerBound))
        while colon < line.upperBound, bytes[colon].isTokenCharacter { colon += 1 }
        guard colon < line.upperBound, bytes[colon] == .colon, colon > line.lowerBound else {
            throw Self.malformed(bytes, line, at: colon)
        }
        let name = line.lowerBound..<colon
        try judge(bytes, name, colon + 1..<line.upperBound)
    }

    /// Judges the fields that matter here by their values.
    @inline(__always)
    private mutating func judge(
        _ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>
    ) throws(Refusal) {
        // Length and first letter tell the five names from nearly all others.
        switch (name.count, bytes[name.lowerBound].lowercased) {
        case (4, UInt8(ascii: "h")) where bytes.matches(name, lowercased: "host"):
            try judgeHost(bytes, bytes.trimmingBlanks(value))
        case (6, UInt8(ascii: "e")) where bytes.matches(name, lowercased: "expect"):
            judgeExpect(bytes, bytes.trimmingBlanks(value))
            mask(name)
        case (10, UInt8(ascii: "c")) where bytes.matches(name, lowercased: "connection"):
            connection.add(bytes, value)
        case (14, UInt8(ascii: "c")) where bytes.matches(name, lowercased: "content-length"):
            try judgeContentLength(bytes, bytes.trimmingBlanks(value))
            mask(name)
        case (17, UInt8(ascii: "t")) where bytes.matches(name, lowercased: "transfer-encoding"):
            try judgeTransferEncoding(bytes, bytes.trimmingBlanks(value))
            mask(name)
        default:
            break
        }
    }

    private mutating func mask(_ name: Range<Int>) {
        masked.append(JudgedHead.MaskedField(index: count - 1, offset: name.lowerBound))
    }

    private static func malformed(
        _ bytes: Span<UInt8>, _ line: Range<Int>, at index: Int
    ) -> Refusal {
        if bytes[line.lowerBound].isBlank { return .foldedField }
        if index == line.upperBound { return .fieldWithoutColon }
        if index == line.lowerBound, bytes[index] == .colon { return .fieldWithoutName }
        return bytes[index].isBlank ? .blankBeforeColon : .illegalFieldName
    }

    private mutating func judgeHost(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(Refusal) {
        guard !hasHost else { throw .severalHosts }
        hasHost = true
        guard Host.isValid(bytes, value) else { throw .malformedHost }
    }

    private mutating func judgeExpect(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        expectsContinue =
            expectsContinue != false && bytes.matches(value, lowercased: "100-continue")
    }

    // MARK: Framing, RFC 9112 §6

    private mutating func judgeContentLength(
        _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(Refusal) {
        guard contentLength == nil else { throw .severalContentLengths }
        guard !value.isEmpty else { throw .malformedContentLength }
        var length = 0
        for index in value {
            let digit = bytes[index] &- .zero
            guard digit < 10 else { throw .malformedContentLength }
            // Whatever is larger is above every limit.
            length = min(length * 10 + Int(digit), Int.max / 16)
        }
        contentLength = length
    }

    /// The codings must end with `chunked`, which may stand there only once; no other is known.
    private mutating func judgeTransferEncoding(
        _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(Refusal) {
        guard !hasTransferEncoding else { throw .severalTransferEncodings }
        hasTransferEncoding = true
        var last = value.upperBound
        while last > value.lowerBound, bytes[last - 1] != .comma { last -= 1 }
        let final = bytes.trimmingBlanks(last..<value.upperBound)
        guard bytes.matches(final, lowercased: "chunked") else { throw .malformedTransferEncoding }
        guard last > value.lowerBound else { return }
        var start = value.lowerBound
        while start < last {
            var end = start
            while bytes[end] != .comma { end += 1 }
            let coding = bytes.trimmingBlanks(start..<end)
            guard let first = coding.first, bytes[first].isTokenCharacter,
                !bytes.matches(coding, lowercased: "chunked")
            else { throw .malformedTransferEncoding }
            start = end + 1
        }
        later = .unknownTransferCoding
    }

    /// What the fields say of the body; throws when they contradict each other.
    func framing(minorVersion: UInt8) throws(Refusal) -> JudgedHead.Framing {
        guard hasTransferEncoding else {
            guard let contentLength, contentLength > 0 else { return .none }
            return .length(contentLength)
        }
        guard contentLength == nil else { throw .bothFramings }
        guard minorVersion >= 1 else { throw .transferEncodingInHTTP10 }
        return .chunked
    }
}
