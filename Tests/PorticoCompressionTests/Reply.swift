// SPDX-License-Identifier: Apache-2.0
import Portico
@testable import PorticoCompression
import TestSupport
import Testing

/// A reply as it comes, in chunks or with a length.
final class Reply {
    private let connection: RawConnection
    let head: [String]
    private(set) var trailers: [String] = []

    /// Sends a request and reads the head of the reply.
    init(_ port: Int, _ request: String) throws {
        connection = try RawConnection(port: port)
        try connection.send(request)
        head = try Self.lines(connection)
    }

    var status: Int? { head.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } }

    /// The only value of a field, or nil.
    subscript(name: String) -> String? {
        let lines = head.filter { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
        return lines.count == 1 ? String(lines[0].dropFirst(name.utf8.count + 2)) : nil
    }

    /// The next chunk, RFC 9112 §7.1; nil when it is the last one.
    func chunk() throws -> [UInt8]? {
        let line = try #require(try Self.line(connection), "the end in the middle of a body")
        let size = try #require(Int(line, radix: 16))
        guard size > 0 else {
            trailers = try Self.lines(connection)
            return nil
        }
        let bytes = try read(size)
        #expect(try Self.line(connection) == "")
        return bytes
    }

    /// The whole body, in its coding.
    func body() throws -> [UInt8] {
        if let length = self["Content-Length"] { return try read(try #require(Int(length))) }
        guard self["Transfer-Encoding"] == "chunked" else { return try connection.readToEnd() }
        var body: [UInt8] = []
        while let chunk = try chunk() { body += chunk }
        return body
    }

    /// The whole body, expanded.
    func text() throws -> String {
        let body = try body()
        let coding = self["Content-Encoding"].flatMap { CompressionCoding(rawValue: $0) }
        return String(decoding: try coding?.expand(body) ?? body, as: UTF8.self)
    }

    /// Whether the connection has ended with nothing more to read.
    var isAtEnd: Bool { connection.end() != .bytes }

    func close() { connection.close() }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let part = try connection.read(upTo: min(1 << 16, count - bytes.count))
            try #require(!part.isEmpty, "the end after \(bytes.count) of \(count) bytes")
            bytes += part
        }
        return bytes
    }

    private static func lines(_ connection: RawConnection) throws -> [String] {
        var lines: [String] = []
        while let line = try line(connection), !line.isEmpty { lines.append(line) }
        return lines
    }

    /// A line without its end; nil at the end of the connection.
    private static func line(_ connection: RawConnection) throws -> String? {
        var line: [UInt8] = []
        while line.suffix(2) != [13, 10] {
            let byte = try connection.read(upTo: 1)
            guard !byte.isEmpty else { return nil }
            line += byte
        }
        return String(decoding: line.dropLast(2), as: UTF8.self)
    }
}

extension CompressionCoding {
    /// All that comes out of bytes that are complete.
    func expand(_ bytes: [UInt8]) throws -> [UInt8] {
        let (output, isComplete) = try expandWhatIsThere(bytes)
        try #require(isComplete)
        return output
    }

    /// What comes out of the first bytes of something.
    func expandWhatIsThere(_ bytes: [UInt8]) throws -> ([UInt8], isComplete: Bool) {
        let decoder = try makeDecoder()
        var (output, start): ([UInt8], Int) = ([], 0)
        while true {
            let piece = try decoder.decode(bytes, from: &start, upTo: 4096)
            output += piece
            if piece.isEmpty, start == bytes.count { return (output, decoder.isComplete) }
        }
    }

    func compress(_ bytes: [UInt8]) throws -> [UInt8] {
        try makeEncoder(.balanced, expectedBytes: nil).encode(bytes, .finish)
    }
}
