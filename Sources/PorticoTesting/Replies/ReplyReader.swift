// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// Reads replies as strictly as RFC 9112 allows, so that a test sees what some client would stumble over.
struct ReplyReader {
    /// A reply, and what becomes of its connection.
    struct Reply: Sendable {
        var status: HTTPResponse.Status
        var headers: HTTPFields
        var body: [UInt8] = []
        var trailers = HTTPFields()
        /// Whether the connection can carry the next request.
        var isPersistent = true
    }

    var bytes: ReplyBytes

    /// Reads one final reply; interim ones are passed over.
    ///
    /// To a HEAD request, no body follows.
    mutating func reply(toHead: Bool) throws(ReplyFault) -> Reply {
        var reply = try finalHead()
        let code = reply.status.code
        if !toHead, code != 101, code != 204, code != 304 { try body(of: &reply) }
        return reply
    }

    /// Reads the head of a final reply; interim ones are passed over.
    mutating func finalHead() throws(ReplyFault) -> Reply {
        while true {
            var reply = try head()
            let code = reply.status.code
            // After 101 no HTTP follows.
            guard code >= 200 || code == 101 else { continue }
            let options = reply.headers[values: .connection].joined(separator: ",").lowercased()
            reply.isPersistent = !options.contains("close") && code != 101
            return reply
        }
    }

    private mutating func head() throws(ReplyFault) -> Reply {
        guard let line = try bytes.line() else {
            throw .noReply(reason: "the server closed the connection")
        }
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "HTTP/1.1", parts[1].utf8.count == 3,
            let code = Int(parts[1]), (100..<600).contains(code)
        else { throw .malformed("\"\(line)\" is no status line") }
        let status = HTTPResponse.Status(code: code, reasonPhrase: String(parts[2]))
        return Reply(status: status, headers: try fields())
    }

    /// Reads field lines up to the empty one.
    mutating func fields() throws(ReplyFault) -> HTTPFields {
        var fields = HTTPFields()
        while true {
            guard let line = try bytes.line() else { throw .malformed("it ends within its fields") }
            guard !line.isEmpty else { return fields }
            guard let colon = line.firstIndex(of: ":"),
                let name = HTTPField.Name(String(line[..<colon]))
            else { throw .malformed("\"\(line)\" is no field") }
            let value = line[line.index(after: colon)...].trimmingBlanks
            guard HTTPField.isValidValue(value) else {
                throw .malformed("the value of \(name) has control characters")
            }
            fields.append(HTTPField(name: name, value: value))
        }
    }

    /// How the end of a body is found, RFC 9112 §6.3.
    enum Framing { case chunked, length(Int), untilClose }

    func framing(of reply: Reply) throws(ReplyFault) -> Framing {
        let codings = reply.headers[values: .transferEncoding]
        let lengths = reply.headers[values: .contentLength]
        switch (codings.first, lengths.first) {
        case (nil, nil):
            return .untilClose
        case ("chunked", nil) where codings.count == 1:
            return .chunked
        case (nil, let length?) where lengths.count == 1:
            guard length.utf8.allSatisfy({ (48...57).contains($0) }), let count = Int(length) else {
                throw .malformed("\"\(length)\" is no Content-Length")
            }
            return .length(count)
        default:
            throw .malformed("Transfer-Encoding \(codings) and Content-Length \(lengths)")
        }
    }

    private mutating func body(of reply: inout Reply) throws(ReplyFault) {
        switch try framing(of: reply) {
        case .untilClose:
            reply.isPersistent = false
            reply.body = try bytes.readToEnd()
        case .chunked: try chunks(of: &reply)
        case .length(let count): try bytes.read(count, into: &reply.body)
        }
    }

    private mutating func chunks(of reply: inout Reply) throws(ReplyFault) {
        while true {
            guard let count = try chunkLength() else {
                throw .brokenOff(received: reply.body.count)
            }
            guard count > 0 else { break }
            try bytes.read(count, into: &reply.body)
            try endOfChunk()
        }
        reply.trailers = try fields()
    }

    /// Reads the line before a chunk; nil when nothing comes any more.
    mutating func chunkLength() throws(ReplyFault) -> Int? {
        guard let line = try bytes.line() else { return nil }
        guard line.utf8.count < 16,
            line.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let count = Int(line, radix: 16)
        else { throw .malformed("\"\(line)\" is no length of a chunk") }
        return count
    }

    mutating func endOfChunk() throws(ReplyFault) {
        guard try bytes.line() == "" else { throw .malformed("a chunk is longer than it says") }
    }
}

extension Substring {
    /// Without the blanks and tabs at both ends, RFC 9110 §5.5.
    var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
