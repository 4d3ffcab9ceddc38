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
}
