// SPDX-License-Identifier: Apache-2.0
import Portico
@testable import PorticoCompression
import TestSupport
import Testing

/// A reply as it comes, in chunks or with a length, in its coding or without.
final class Reply {
    private let connection: RawConnection
    private let reader: StreamReader

    /// Sends a request and reads the head of the reply.
    init(_ port: Int, _ request: String) throws {
        connection = try RawConnection(port: port)
        try connection.send(request)
        reader = try StreamReader(connection)
    }

    var head: [String] { reader.head }
    var trailers: [String] { reader.trailers }
    var status: Int? { reader.status }

    /// The only value of a field, or nil.
    subscript(name: String) -> String? { reader[name] }

    /// The next chunk; nil when it is the last one.
    func chunk() throws -> [UInt8]? { try reader.chunk() }

    /// The whole body, in its coding.
    func body() throws -> [UInt8] {
        if let length = self["Content-Length"] { return try reader.read(#require(Int(length))) }
        guard self["Transfer-Encoding"] == "chunked" else { return try connection.readToEnd() }
        return try reader.body()
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
