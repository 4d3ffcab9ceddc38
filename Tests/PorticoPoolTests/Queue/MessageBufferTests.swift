// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PorticoPool

@Suite struct MessageBufferTests {
    @Test(arguments: [1, 2, 63, 64, 65, 5000])
    func givesOutMessagesInTheOrderOfTheirComing(_ count: Int) {
        let journal = Journal<Int>()
        var buffer = MessageBuffer()
        for turn in 0..<2 {
            for number in 0..<count {
                buffer.append(.newJob(Job { journal.write(turn * count + number) }))
            }
            #expect(buffer.count == count)
            while let message = buffer.takeFirst() { message.run() }
            #expect(buffer.isEmpty)
        }
        #expect(journal.entries == Array(0..<2 * count))
    }

    @Test func keepsABatchInItsOrderBehindTheOthers() {
        let journal = Journal<Int>()
        var buffer = MessageBuffer()
        buffer.append(.newJob(Job { journal.write(0) }))
        buffer.append(contentsOf: (1...3).map { number in Job { journal.write(number) } }[...])
        buffer.append(.terminate)
        while let message = buffer.takeFirst() { message.run() }
        #expect(journal.entries == [0, 1, 2, 3])
    }

    @Test func releasesAJobAsItIsTaken() {
        var buffer = MessageBuffer()
        weak var watched: Tally?
        do {
            let captured = Tally()
            watched = captured
            buffer.append(.newJob(Job { captured.add() }))
            buffer.append(.terminate)
        }
        #expect(watched != nil)
        buffer.takeFirst()?.run()
        #expect(watched == nil)
    }
}

extension Message {
    /// Runs the job, if it is one.
    consuming func run() {
        if case .newJob(let job) = self { job.run() }
    }
}
