// SPDX-License-Identifier: Apache-2.0

@testable import Libevent

/// Reads one request after the other for ``Reference``.
struct ReferenceReader {
    /// Why it cannot go on.
    enum Stop: Error { case refused, incomplete }

    typealias Text = ArraySlice<UInt8>

    let input: [UInt8]
    let limits: FrontLimits
    private(set) var position = 0

    init(_ input: [UInt8], _ limits: FrontLimits) {
        self.input = input
        self.limits = limits
    }

    mutating func readRequest() throws(Stop) -> Reference.Request {
        let start = position
        while input[position...].starts(with: [13, 10]) { position += 2 }
        // The guard ignores eight empty lines, far more than anybody sends.
        if position - start > 16 { throw .refused }
        let head = try takeHead()
        var request = try Self.parseRequestLine(head[0], limits)
        let fields = try Self.parseFields(head.dropFirst(), limits)
        let framing = try Framing(request, minor: head[0].last == 48 ? 0 : 1, fields)
        request.isPersistent = framing.isPersistent
        request.expectsContinue = framing.expectsContinue
        guard framing.length ?? 0 <= limits.maxBodyBytes else { throw .refused }
        if framing.isChunked {
            request.body = try takeChunks()
        } else if let length = framing.length {
            guard input.count - position >= length else { throw .incomplete }
            request.body = Array(input[position..<position + length])
            position += length
        }
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
        guard !lines.isEmpty, position - start <= limits.maxHeadBytes else { throw .refused }
        return lines
    }

    /// The bytes up to a CRLF, which is taken too; there may be no other control character than a tab.
    private mutating func takeLine() throws(Stop) -> Text {
        let rest = input[position...]
        guard let end = rest.firstIndex(where: { $0 < 32 && $0 != 9 || $0 == 127 }) else {
            throw .incomplete
        }
        guard input[end] == 13 else { throw .refused }
        guard end + 1 < input.count else { throw .incomplete }
        guard input[end + 1] == 10 else { throw .refused }
        position = end + 2
        return rest[..<end]
    }

    private static func parseRequestLine(
        _ line: Text, _ limits: FrontLimits
    ) throws(Stop) -> Reference.Request {
        let parts = line.split(separator: 32, omittingEmptySubsequences: false)
        guard line.count <= limits.maxRequestLineBytes, parts.count == 3,
            isToken(parts[0]), !parts[1].isEmpty, parts[2].count == 8,
            parts[2].starts(with: "HTTP/1.".utf8), isNumber(parts[2].suffix(1))
        else { throw .refused }
        let method = String(decoding: parts[0], as: UTF8.self)
        let target = String(decoding: parts[1], as: UTF8.self)
        guard method.lowercased() != "connect", isTarget(parts[1]) else { throw .refused }
        let isAsterisk = target == "*" && method.lowercased() == "options"
        guard target.hasPrefix("/") || isAsterisk || isWebURL(target) else { throw .refused }
        return Reference.Request(method: Array(parts[0]), target: Array(parts[1]))
    }

    private static func isToken(_ text: Text) -> Bool {
        !text.isEmpty
            && text.allSatisfy {
                switch $0 {
                case 48...57, 65...90, 97...122: true
                default: Array("!#$%&'*+-.^_`|~".utf8).contains($0)
                }
            }
    }

    private static func isNumber(_ text: Text) -> Bool {
        !text.isEmpty && text.allSatisfy { (48...57).contains($0) }
    }

    private static func isTarget(_ text: Text) -> Bool {
        guard text.allSatisfy({ $0 > 32 && $0 < 127 && !Array("\"#<>".utf8).contains($0) }) else {
            return false
        }
        // What follows a percent sign is two digits, in every part but the first.
        return text.split(separator: 37, omittingEmptySubsequences: false).dropFirst().allSatisfy {
            $0.count >= 2 && $0.prefix(2).allSatisfy(\.isHexadecimal)
        }
    }

    private static func isWebURL(_ target: String) -> Bool {
        guard target.lowercased().hasPrefix("http://") else { return false }
        return isHost(String(target.dropFirst(7).prefix { $0 != "/" && $0 != "?" }))
    }

    /// RFC 3986 §3.2.2 without the comma, which would hide a list of two hosts.
    static func isHost(_ text: String) -> Bool {
        let port: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return false }
            let address = text[..<end].dropFirst()
            guard address.utf8.count >= 2,
                address.utf8.allSatisfy({ $0.isHexadecimal || $0 == 58 || $0 == 46 })
            else { return false }
            port = text[end...].dropFirst()
        } else {
            let name = text.prefix { $0 != ":" }
            guard !name.isEmpty,
                name.utf8.allSatisfy({
                    isToken([$0]) && $0 != 35 && $0 != 94 && $0 != 96 && $0 != 124
                        || Array("();=".utf8).contains($0)
                }), !name.contains("/")
            else { return false }
            port = text.dropFirst(name.count)
        }
        guard !port.isEmpty else { return true }
        let digits = Array(port.utf8.dropFirst())
        guard port.hasPrefix(":"), digits.allSatisfy({ (48...57).contains($0) }) else {
            return false
        }
        let number = digits.drop { $0 == 48 }
        return number.count <= 5
            && (Int(String(decoding: number, as: UTF8.self)) ?? 0) <= 65535
    }

    private static func parseFields(
        _ lines: ArraySlice<Text>, _ limits: FrontLimits
    ) throws(Stop) -> [(name: String, value: String)] {
        guard lines.count <= limits.maxFields else { throw .refused }
        var fields: [(name: String, value: String)] = []
        for line in lines {
            let parts = line.split(separator: 58, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, isToken(parts[0]) else { throw .refused }
            let name = String(decoding: parts[0], as: UTF8.self).lowercased()
            // Latin-1, so that no byte is lost.
            let value = String(String.UnicodeScalarView(parts[1].map { Unicode.Scalar($0) }))
            fields.append((name, value.trimmingBlanks))
        }
        return fields
    }

    // MARK: Chunks

    private mutating func takeChunks() throws(Stop) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let start = position
            let line = try takeLine()
            guard position - start <= 4096, let size = Self.chunkSize(line) else { throw .refused }
            if size == 0 { break }
            let available = min(size, input.count - position)
            guard body.count + available <= limits.maxBodyBytes else { throw .refused }
            guard available == size else { throw .incomplete }
            body += input[position..<position + size]
            position += size
            guard try takeLine().isEmpty else { throw .refused }
        }
        let start = position
        while true {
            let line = try takeLine()
            guard position - start <= 4096 else { throw .refused }
            if line.isEmpty { return body }
            guard let colon = line.firstIndex(of: 58), Self.isToken(line[..<colon]) else {
                throw .refused
            }
        }
    }

    private static func chunkSize(_ line: Text) -> Int? {
        let digits = line.prefix { $0.isHexadecimal }
        let rest = line.dropFirst(digits.count)
        let afterBlanks = rest.drop { $0 == 32 || $0 == 9 }
        guard (1...15).contains(digits.count), rest.isEmpty || afterBlanks.first == 59 else {
            return nil
        }
        return Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

/// What the fields say of the body and of the connection.
private struct Framing {
    var length: Int?
    var isChunked = false
    var isPersistent = true
    var expectsContinue = false

    init(
        _ request: Reference.Request, minor: Int, _ fields: [(name: String, value: String)]
    ) throws(ReferenceReader.Stop) {
        func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
        let (hosts, lengths) = (values("host"), values("content-length"))
        let (codings, expectations) = (values("transfer-encoding"), values("expect"))
        guard hosts.count == 1 || hosts.isEmpty && minor == 0,
            hosts.allSatisfy(ReferenceReader.isHost), lengths.count <= 1, codings.count <= 1,
            lengths.isEmpty || codings.isEmpty
        else { throw .refused }
        if let text = lengths.first {
            guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
                throw .refused
            }
            let digits = text.drop { $0 == "0" }
            guard digits.count < 17 else { throw .refused }
            length = Int(digits) ?? 0
        }
        if let coding = codings.first {
            guard coding.lowercased() == "chunked", minor == 1 else { throw .refused }
            isChunked = true
        }
        if isChunked || length ?? 0 > 0 {
            let method = String(decoding: request.method, as: UTF8.self).lowercased()
            guard method != "head", method != "trace" else { throw .refused }
        }
        if minor == 1 {
            guard expectations.allSatisfy({ $0.lowercased() == "100-continue" }) else {
                throw .refused
            }
            expectsContinue = !expectations.isEmpty
        }
        let options = values("connection").flatMap { $0.split(separator: ",") }
            .map { String($0).trimmingBlanks.lowercased() }
        isPersistent =
            !options.contains("close") && (minor == 1 || options.contains("keep-alive"))
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool {
        (48...57).contains(self) || (65...70).contains(self) || (97...102).contains(self)
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        let start = unicodeScalars.drop { $0 == " " || $0 == "\t" }
        var text = Substring(start)
        while let last = text.unicodeScalars.last, last == " " || last == "\t" {
            text.unicodeScalars.removeLast()
        }
        return String(text)
    }
}
