// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

@Suite(.endsWithin(minutes: 1)) struct MessageQueueTests {
    /// Queues messages at the positions from `start` on.
    private func fill(_ queue: inout MessageQueue, from start: Int = 0, with jobs: [Job]) {
        for (index, job) in jobs.enumerated() {
            var message: Message? = .newJob(job)
            queue.append(&message, at: start + index)
            #expect(message == nil)
        }
    }

    @Test(arguments: [1, 2, 63, 64, 65, 5000])
    func givesOutMessagesInTheOrderOfTheirComing(_ count: Int) {
        let journal = Journal<Int>()
        var queue = MessageQueue()
        for turn in 0..<2 {
            let jobs = (0..<count).map { number in Job { journal.write(turn * count + number) } }
            fill(&queue, from: turn * count, with: jobs)
            #expect(queue.count == count)
            while let message = queue.takeFirst() { message.run() }
            #expect(queue.isEmpty)
        }
        #expect(journal.entries == Array(0..<2 * count))
    }

    @Test func releasesAJobAsItIsTaken() {
        var queue = MessageQueue()
        weak var watched: Tally?
        do {
            let captured = Tally()
            watched = captured
            fill(&queue, with: [Job { captured.add() }, Job {}])
        }
        #expect(watched != nil)
        queue.takeFirst()?.run()
        #expect(watched == nil)
    }

    @Test func givesBackTheStorageOfAGreatCrowd() {
        var queue = MessageQueue()
        fill(&queue, with: Array(repeating: Job {}, count: 100_000))
        #expect(queue.storageCount >= 100_000)
        while queue.takeFirst() != nil {}
        let spare = (MessageQueue.maxSpareSegments + 1) * MessageSegment.capacity
        #expect(queue.storageCount <= spare)
        fill(&queue, from: 100_000, with: [Job {}])
        #expect(queue.storageCount <= spare, "and it is used again")
    }

    @Test func keepsItsStorageSmallWhileMessagesComeAndGo() {
        var queue = MessageQueue()
        fill(&queue, with: [Job {}])
        for position in 1..<10_000 {
            fill(&queue, from: position, with: [Job {}])
            _ = queue.takeFirst()
        }
        #expect(queue.storageCount <= 2 * (MessageQueue.maxSpareSegments + 1) * 64)
    }

    @Test func dropsTheOldestThatMayBeDroppedAndKeepsTheOrderOfTheOthers() {
        let (journal, group) = (Journal<Int>(), WorkerGroup(.init(size: 1), start: Worker.start))
        var queue = MessageQueue()
        for position in 0..<300 {
            var message: Message? =
                position % 3 == 0
                ? .newJob(Job(SerialLane(group)))
                : .newJob(Job { journal.write(position) })
            queue.append(&message, at: position)
        }
        for _ in 0..<150 { queue.takeFirstDroppable()?.run() }
        let droppable = (0..<300).filter { $0 % 3 != 0 }
        #expect(journal.entries == Array(droppable.prefix(150)))
        #expect(queue.count == 150)
        while let message = queue.takeFirst() { if message.isDroppable { message.run() } }
        #expect(journal.entries == droppable)
        #expect(queue.takeFirstDroppable() == nil)
    }

    @Test func removesAllJobsInTheirOrderAndLeavesTerminates() {
        let journal = Journal<Int>()
        var queue = MessageQueue()
        fill(&queue, with: (0..<200).map { number in Job { journal.write(number) } })
        var message: Message? = .terminate
        queue.append(&message, at: 200)
        for message in queue.removeJobs() { message.run() }
        #expect(journal.entries == Array(0..<200))
        #expect(queue.count == 1)
        #expect(queue.takeFirst()?.isTerminate == true)
    }
}

extension Message {
    /// Runs the job, if it is one.
    consuming func run() {
        if case .newJob(let job) = self { job.run() }
    }
}
