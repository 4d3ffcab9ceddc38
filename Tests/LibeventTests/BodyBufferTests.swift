// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Libevent

struct BodyReaderTests {
    /// What the heap may round a size up by.
    private static let rounding = 8192

    /// Feeds a reader `count` bytes of body in the pieces that a socket gives.
    ///
    /// - Returns: The reader, and how often its array has moved to a larger one.
    private func read(_ count: Int, isChunked: Bool, limit: Int) throws -> (BodyReader, moves: Int)
    {
        var facts = RequestFacts()
        facts.hasTransferEncoding = isChunked
        facts.contentLength = isChunked ? nil : count
        var reader = try #require(BodyReader(facts, limit: limit))
        if isChunked { _ = try reader.take(Array("\(String(count, radix: 16))\r\n".utf8).span) }
        var (moves, capacity) = (0, reader.bytes.capacity)
        for start in stride(from: 0, to: count, by: 65536) {
            let piece = [UInt8](repeating: 97, count: min(65536, count - start))
            _ = try reader.take(piece.span)
            if reader.bytes.capacity != capacity { moves += 1 }
            capacity = reader.bytes.capacity
        }
        return (reader, moves)
    }

    @Test(arguments: [100_000, 600_000, 1_048_575], [false, true])
    func takesNoMoreMemoryThanTheBodyMayNeed(_ count: Int, _ isChunked: Bool) throws {
        let limit = 1 << 20
        let (reader, moves) = try read(count, isChunked: isChunked, limit: limit)
        #expect(reader.bytes.count == count)
        let mayNeed = isChunked ? limit : count
        #expect(reader.bytes.capacity <= mayNeed + Self.rounding)
        #expect(moves <= 2)
    }

    @Test func takesLittleMemoryOnTheWordOfAClientAlone() throws {
        var facts = RequestFacts()
        facts.contentLength = 1 << 30
        let reader = try #require(BodyReader(facts, limit: 1 << 30))
        #expect(reader.bytes.capacity <= 64 * 1024 + Self.rounding)
    }

    @Test func takesLittleMemoryForASmallChunkedBody() throws {
        let (reader, _) = try read(10, isChunked: true, limit: 1 << 20)
        #expect(reader.bytes.capacity <= 1024)
    }
}
