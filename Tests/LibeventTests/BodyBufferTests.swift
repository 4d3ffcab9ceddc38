// SPDX-License-Identifier: Apache-2.0
import HTTP1
import Testing

@testable import Libevent

@Suite(.timeLimit(.minutes(1))) struct BodyBufferTests {
    /// What the heap may round a size up by.
    private static let rounding = 8192

    /// Feeds a buffer `count` bytes of content in the pieces that a socket gives.
    ///
    /// - Returns: The buffer, and how often its array has moved to a larger one.
    private func fill(_ count: Int, _ framing: JudgedHead.Framing, limit: Int) -> (BodyBuffer, Int)
    {
        var buffer = BodyBuffer(framing, limit: limit)
        var (moves, capacity) = (0, buffer.bytes.capacity)
        for start in stride(from: 0, to: count, by: 65536) {
            let piece = [UInt8](repeating: 97, count: min(65536, count - start))
            buffer.append(piece.span, 0..<piece.count)
            if buffer.bytes.capacity != capacity { moves += 1 }
            capacity = buffer.bytes.capacity
        }
        return (buffer, moves)
    }

    @Test(arguments: [100_000, 600_000, 1_048_575], [false, true])
    func takesNoMoreMemoryThanTheBodyMayNeed(_ count: Int, _ isChunked: Bool) {
        let limit = 1 << 20
        let (buffer, moves) = fill(count, isChunked ? .chunked : .length(count), limit: limit)
        #expect(buffer.bytes.count == count)
        let mayNeed = isChunked ? limit : count
        #expect(buffer.bytes.capacity <= mayNeed + Self.rounding)
        #expect(moves <= 2)
    }

    @Test func takesLittleMemoryOnTheWordOfAClientAlone() {
        let buffer = BodyBuffer(.length(1 << 30), limit: 1 << 30)
        #expect(buffer.bytes.capacity <= 64 * 1024 + Self.rounding)
    }

    @Test func takesLittleMemoryForASmallChunkedBody() {
        let (buffer, _) = fill(10, .chunked, limit: 1 << 20)
        #expect(buffer.bytes.capacity <= 1024)
    }
}
