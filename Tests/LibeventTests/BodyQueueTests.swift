// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Libevent

@Suite(.timeLimit(.minutes(1))) struct BodyQueueTests {
    /// Many pieces of every size, taken at every size.
    @Test(arguments: [1, 100, 40_000, 65_536], [1000, 65_536, .max])
    func givesEverythingInItsOrder(_ size: Int, _ taken: Int) {
        var queue = BodyQueue()
        var (all, expected): ([UInt8], [UInt8]) = ([], [])
        for round in 0..<150 {
            let piece = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: size)
            queue.append(piece)
            expected += piece
            // Falls behind, so that the queue grows.
            if round % 3 == 0 { all += queue.take(upTo: taken) }
            #expect(queue.count == expected.count - all.count)
        }
        while queue.count > 0 { all += queue.take(upTo: taken) }
        let isIntact = all == expected
        #expect(isIntact)
    }

    @Test func handsAPieceOverAsItIs() {
        var queue = BodyQueue()
        let piece = [UInt8](repeating: 1, count: 65_536)
        queue.append(piece)
        queue.append([2])
        #expect(queue.take(upTo: .max) == piece)
        #expect(queue.take(upTo: .max) == [2])
        #expect(queue.count == 0)
    }

    @Test func gathersBytesThatComeOneByOne() {
        var queue = BodyQueue()
        for _ in 0..<65_536 { queue.append([7]) }
        #expect(queue.take(upTo: .max).count == 65_536)
    }

    // MARK: Memory of pieces

    private func piece(_ byte: UInt8) -> [UInt8] {
        [UInt8](repeating: byte, count: BodyQueue.pieceBytes)
    }

    private func address(_ array: [UInt8]) -> Int {
        unsafe array.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
    }

    @Test func usesTheMemoryOfPiecesAgainThatHaveBeenLetGoOf() throws {
        var queue = BodyQueue(limit: 4 * BodyQueue.pieceBytes)
        queue.append(piece(1))
        queue.append(piece(2))
        #expect(queue.takeSpare() == nil)
        let first = address(queue.take(upTo: .max))
        #expect(queue.takeSpare() == nil, "its reader may still have it")
        _ = queue.take(upTo: .max)
        let found = queue.takeSpare()
        let spare = try #require(found)
        #expect(spare.isEmpty)
        #expect(address(spare) == first)
    }

    @Test func neverTouchesAPieceThatSomebodyHas() throws {
        var queue = BodyQueue(limit: 4 * BodyQueue.pieceBytes)
        for byte in [1, 2, 3] as [UInt8] { queue.append(piece(byte)) }
        let kept = (0..<3).map { _ in queue.take(upTo: .max) }
        while var spare = queue.takeSpare() {
            spare.append(contentsOf: piece(9))
            #expect(!kept.map(address).contains(address(spare)))
        }
        #expect(kept == [piece(1), piece(2), piece(3)])
    }

    @Test func keepsNoMoreThanItsLimit() {
        var queue = BodyQueue(limit: 2 * BodyQueue.pieceBytes)
        for _ in 0..<5 { queue.append(piece(1)) }
        for _ in 0..<5 { _ = queue.take(upTo: .max) }
        let spares = (0..<5).compactMap { _ in queue.takeSpare() }
        #expect(spares.count == 2)
        #expect(queue.removeSpares() == [piece(1)])
        queue.append(piece(1))
        _ = queue.take(upTo: .max)
        #expect(queue.removeSpares() == [[]], "the body has ended")
    }

    @Test func keepsNoMemoryOfSmallPieces() {
        var queue = BodyQueue(limit: 4 * BodyQueue.pieceBytes)
        for _ in 0..<3 {
            queue.append([UInt8](repeating: 1, count: BodyQueue.fullBytes - 1))
            _ = queue.take(upTo: .max)
        }
        #expect(queue.takeSpare() == nil)
    }
}
