// SPDX-License-Identifier: Apache-2.0

@testable import HTTP1

/// Reads one request after the other for ``Reference``.
struct ReferenceReader {
    /// Why it cannot go on.
    enum Stop: Error {
        /// With a status, unless that depends on what is found first.
        case refused(Int?)
        case incomplete
    }

    typealias Text = ArraySlice<UInt8>

    let input: [UInt8]
    let limits: MessageLimits
    private(set) var position = 0
    /// The request whose body is being read.
    private(set) var partial: Reference.Request?

    init(_ input: [UInt8], _ limits: MessageLimits) {
        self.input = input
        self.limits = limits
    }

    mutating func readRequest() throws(Stop) -> Reference.Request {
        let start = position
        while input[position...].starts(with: [13, 10]) { position += 2 }
        // The guard ignores eight empty lines, far more than anybody sends.
        if position - start > 16 { throw .refused(400) }
        let head = try takeHead()
        var (request, later) = try parseRequestLine(head[0])
        request.fields = try parseFields(head.dropFirst())
        let framing = try ReferenceFraming(request, later: later, limits)
        request.isPersistent = framing.isPersistent
        request.expectsContinue = framing.expectsContinue
        partial = request
        if framing.isChunked {
            request.body = try takeChunks()
        } else if let length = framing.length {
            guard input.count - position >= length else { throw .incomplete }
            request.body = Array(input[position..<position + length])
            position += length
        }
        partial = nil
        return request
    }

    // MARK: The head

    /// The lines up to the first empty one.
    private mutating func takeHead() throws(Stop) -> [Text] {
        let start = position
        var lines: [Text] = []
        while true {
            let line = try takeLine()
            if line.isEmpty { break }
            lines.append(line)
        }
        guard !lines.isEmpty, position - start <= limits.maxHeadBytes else { throw .refused(nil) }
        return lines
    }

    /// The bytes up to a CRLF, which is taken too; there may be no other control character than a tab.
    private mutating func takeLine() throws(Stop) -> Text {
        let rest = input[position...]
        guard let end = rest.firstIndex(where: { $0 < 32 && $0 != 9 || $0 == 127 }) else {
            throw .incomplete
        }
        guard input[end] == 13 else { throw .refused(nil) }
        guard end + 1 < input.count else { throw .incomplete }
        guard input[end + 1] == 10 else { throw .refused(nil) }
        position = end + 2
        return rest[..<end]
    }

    /// The request, and the status of a refusal that counts if nothing is malformed.
    private func parseRequestLine(_ line: Text) throws(Stop) -> (Reference.Request, later: Int?) {
        guard line.count <= limits.maxRequestLineBytes else { throw .refused(nil) }
        let parts = line.split(separator: 32, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isToken,
            parts[1].allSatisfy({ $0 > 32 && $0 != 35 && $0 != 127 }),
            parts[2].count == 8, parts[2].starts(with: "HTTP/".utf8),
            parts[2].dropFirst(5).prefix(1).isNumber, parts[2].dropFirst(6).first == 46,
            parts[2].suffix(1).isNumber
        else { throw .refused(400) }
        guard parts[2].dropFirst(5).first == 49 else { throw .refused(505) }
        let later = try Self.judgeTarget(parts[1], method: parts[0].lowercasedText)
        let request = Reference.Request(
            method: Array(parts[0]), target: Array(parts[1]),
            minorVersion: parts[2].last == 48 ? 0 : 1)
        return (request, later)
    }

    /// Which form a target has, RFC 9112 §3.2.
    private static func judgeTarget(_ target: Text, method: String) throws(Stop) -> Int? {
        if method == "connect" {
            let beforePort = target.reversed().drop { (48...57).contains($0) }
            guard ReferenceHost.isAuthority(target), beforePort.first == 58 else {
                throw .refused(400)
            }
            return 501
        }
        if target.first == 47 || target.elementsEqual([42]) && method == "options" { return nil }
        let parts = ReferenceTarget(target)
        guard let authority = parts.authority, ReferenceHost.isAuthority(authority) else {
            throw .refused(400)
        }
        return parts.isSecure ? 421 : nil
    }

    private func parseFields(_ lines: ArraySlice<Text>) throws(Stop) -> [Reference.Field] {
        guard lines.count <= limits.maxHeaderFields else { throw .refused(nil) }
        var fields: [Reference.Field] = []
        for line in lines {
            let parts = line.split(separator: 58, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].isToken else { throw .refused(400) }
            fields.append(
                Reference.Field(name: Array(parts[0]), value: Array(parts[1].trimmingBlanks)))
        }
        return fields
    }

    // MARK: Chunks

    private mutating func takeChunks() throws(Stop) -> [UInt8] {
        var body: [UInt8] = []
        // Bytes of extensions that no content has made up for.
        var excess = 0
        while true {
            let size = try takeChunkSize(after: body.count, &excess)
            if size == 0 { break }
            guard size <= input.count - position else { throw .incomplete }
            body += input[position..<position + size]
            position += size
            excess = max(0, excess - size)
            guard try takeLine().isEmpty else { throw .refused(400) }
        }
        try takeTrailers()
        return body
    }

    /// The size in a line that stands before a chunk.
    ///
    /// It is known when the byte after it is: a body that it makes too large is refused at once.
    private mutating func takeChunkSize(
        after count: Int, _ excess: inout Int
    ) throws(Stop) -> Int {
        let start = position
        let digits = input[start...].prefix { $0.isHexadecimal }
        guard digits.count <= 15 else { throw .refused(400) }
        guard digits.endIndex < input.count else { throw .incomplete }
        guard let size = Int(digits.lowercasedText, radix: 16) else { throw .refused(400) }
        guard size <= limits.maxBodyBytes - count else { throw .refused(413) }
        let rest = try takeLine().dropFirst(digits.count)
        if let semicolon = rest.firstIndex(of: 59) { excess += rest.endIndex - semicolon }
        guard position - start <= 4096, excess <= 4096, ReferenceExtensions.isValid(rest) else {
            throw .refused(400)
        }
        return size
    }

    private mutating func takeTrailers() throws(Stop) {
        let start = position
        while true {
            let line = try takeLine()
            guard position - start <= 4096 else { throw .refused(400) }
            if line.isEmpty { return }
            guard let colon = line.firstIndex(of: 58), line[..<colon].isToken else {
                throw .refused(400)
            }
        }
    }
}
