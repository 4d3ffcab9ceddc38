// SPDX-License-Identifier: Apache-2.0
import Testing

/// Reads a streamed reply as it stands on the wire.
package final class StreamReader {
    private let connection: RawConnection
    /// The status line and the fields, without the empty line.
    package let head: [String]
    /// The lines behind the last chunk.
    package private(set) var trailers: [String] = []
    package private(set) var chunks = 0

    /// Reads the head.
    package init(_ connection: RawConnection) throws {
        self.connection = connection
        var lines: [String] = []
        while let line = try Self.line(connection), !line.isEmpty { lines.append(line) }
        head = lines
    }

    package var status: Int? {
        head.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    /// The only value of a field, or nil.
    package subscript(name: String) -> String? {
        let lines = head.filter { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
        return lines.count == 1 ? String(lines[0].dropFirst(name.utf8.count + 2)) : nil
    }

    /// The next chunk, RFC 9112 §7.1; nil when it is the last one.
    package func chunk() throws -> [UInt8]? {
        let line = try #require(try Self.line(connection), "the end in the middle of a body")
        let size = try #require(Int(line, radix: 16))
        guard size > 0 else {
            while let line = try Self.line(connection), !line.isEmpty { trailers.append(line) }
            return nil
        }
        chunks += 1
        let bytes = try read(size)
        #expect(try Self.line(connection) == "")
        return bytes
    }

    /// The rest of a body in chunks.
    package func body() throws -> [UInt8] {
        var body: [UInt8] = []
        while let chunk = try chunk() { body += chunk }
        return body
    }

    package func text() throws -> String { String(decoding: try body(), as: UTF8.self) }

    /// The next `count` bytes, whatever they are.
    package func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let part = try connection.read(upTo: min(1 << 16, count - bytes.count))
            try #require(!part.isEmpty, "the end after \(bytes.count) of \(count) bytes")
            bytes += part
        }
        return bytes
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
