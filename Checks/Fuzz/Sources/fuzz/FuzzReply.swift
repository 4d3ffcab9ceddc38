// SPDX-License-Identifier: Apache-2.0

/// A reply as a strict client reads it: any doubt is a finding.
struct FuzzReply {
    /// How the end of the body is found, RFC 9112 §6.3.
    enum Framing: Equatable { case length(Int), chunked, untilClose }

    let status: Int
    private(set) var framing = Framing.length(0)
    private(set) var body: [UInt8] = []
    /// The lines behind the last chunk.
    private(set) var trailers: [String] = []
    let closes: Bool
    /// Whether the connection has ended before the body, as far as a client can tell.
    private(set) var isCutShort = false

    /// Takes the next reply from the front of `bytes`, or nothing when it is not whole.
    ///
    /// Only where replies are streamed may they come without a length, and end before their bodies do;
    /// `hasEnded` says that nothing more comes.
    init?(
        takenFrom bytes: inout ArraySlice<UInt8>, toHead: Bool, streams: Bool, hasEnded: Bool
    ) {
        guard let end = Self.headEnd(bytes) else { return nil }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        var lines = head.split(separator: "\r\n", omittingEmptySubsequences: true)[...]
        let first = lines.removeFirst()
        guard first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3)),
            (100...599).contains(status), first.dropFirst(12).first == " "
        else { finding("a reply begins with \(first)") }
        var fields: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), !line.contains("\n"),
                !line.contains("\r"), line[colon...].hasPrefix(": "),
                fields.updateValue(
                    String(line[colon...].dropFirst(2)), forKey: line[..<colon].lowercased()) == nil
            else { finding("a field of a reply is \(line)") }
        }
        self.status = status
        closes = fields["connection"] == "close"
        guard status >= 200 else {
            bytes = bytes[end...]
            return
        }
        guard fields["date"] != nil,
            let framing = Self.framing(fields, closes: closes), streams || framing.isLength
        else { finding("the framing of a reply: \(fields)") }
        self.framing = framing
        var rest = bytes[end...]
        if !toHead {
            guard takeBody(from: &rest) || streams && hasEnded else { return nil }
        }
        bytes = rest
    }

    private static func framing(_ fields: [String: String], closes: Bool) -> Framing? {
        switch (fields["content-length"], fields["transfer-encoding"]) {
        case (let length?, nil): Int(length).map { .length($0) }
        case (nil, "chunked"): .chunked
        case (nil, nil): closes ? .untilClose : nil
        default: nil
        }
    }

    /// Takes what there is of the body; false when more must come, if anything comes.
    private mutating func takeBody(from rest: inout ArraySlice<UInt8>) -> Bool {
        switch framing {
        case .length(let length):
            body = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            isCutShort = body.count < length
        case .chunked:
            isCutShort = !takeChunks(from: &rest)
        case .untilClose:
            body = Array(rest)
            rest = []
            return false
        }
        return !isCutShort
    }

    /// Takes whole chunks; what is left of one that is not is no chunk of this server's.
    private mutating func takeChunks(from rest: inout ArraySlice<UInt8>) -> Bool {
        while let line = Self.takeLine(from: &rest) {
            guard let size = Int(line, radix: 16), String(size, radix: 16) == line else {
                finding("a chunk has the size \(line)")
            }
            guard size > 0 else { return takeTrailers(from: &rest) }
            guard rest.count >= size + 2 else { return false }
            body += rest.prefix(size)
            guard rest.dropFirst(size).prefix(2).elementsEqual([13, 10]) else {
                finding("a chunk does not end with its size")
            }
            rest = rest.dropFirst(size + 2)
        }
        return false
    }

    private mutating func takeTrailers(from rest: inout ArraySlice<UInt8>) -> Bool {
        while let line = Self.takeLine(from: &rest) {
            if line.isEmpty { return true }
            trailers.append(line)
        }
        return false
    }

    /// Takes the text up to a line end; nil when there is none yet.
    private static func takeLine(from rest: inout ArraySlice<UInt8>) -> String? {
        guard let end = rest.firstIndex(of: 10) else { return nil }
        let line = rest[..<end]
        guard line.last == 13 else { finding("a line of a chunked body ends with LF alone") }
        rest = rest[(end + 1)...]
        return String(decoding: line.dropLast(), as: UTF8.self)
    }

    private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        for index in bytes.indices.dropLast(3) where bytes[index] == 13 {
            if bytes[index..<index + 4].elementsEqual([13, 10, 13, 10]) { return index + 4 }
        }
        return nil
    }
}

extension FuzzReply.Framing {
    var isLength: Bool { if case .length = self { true } else { false } }
}
