// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

@Suite(.endsWithin(minutes: 1)) struct ChannelTests {
    @Test func isFirstInFirstOut() throws {
        let (channel, journal) = (Channel(), Journal<Int>())
        let parker = channel.join()
        try channel.send(Job { journal.write(0) })
        try channel.send(contentsOf: [Job { journal.write(1) }, Job { journal.write(2) }])
        try channel.send(Job { journal.write(3) })
        for _ in 0..<4 { channel.receive(parker)?.run() }
        #expect(journal.entries == [0, 1, 2, 3])
    }

    @Test func givesOutWhatIsQueuedAfterItIsClosed() throws {
        let (channel, tally) = (Channel(), Tally())
        let parker = channel.join()
        try channel.send(Job { tally.add() })
        channel.close()
        channel.receive(parker)?.run()
        #expect(tally.count == 1)
        #expect(channel.receive(parker) == nil)
    }

    @Test func closingWakesEverySleeper() throws {
        let channel = Channel(size: 4)
        let threads = try (0..<4).map { id in
            let parker = channel.join()
            return try PosixThread(name: "receiver-\(id)") {
                while channel.receive(parker) != nil {}
            }
        }
        #expect(eventually { channel.presence.parked == 4 })
        channel.close()
        for thread in threads { thread.join() }
    }

    @Test func acceptsNothingAfterItIsClosed() throws {
        let channel = Channel()
        let parker = channel.join()
        channel.close()
        #expect(throws: PoolError.shutDown) { try channel.send(Job {}) }
        #expect(throws: PoolError.shutDown) { try channel.send(contentsOf: [Job {}]) }
        #expect(!channel.forceSend(Job {}))
        #expect(channel.sendTerminates() == nil)
        #expect(channel.receive(parker) == nil)
    }

    @Test func queuesTerminatesBehindAllJobs() throws {
        let channel = Channel(size: 2)
        let (first, second) = (channel.join(), channel.join())
        try channel.send(contentsOf: [Job {}, Job {}])
        #expect(channel.sendTerminates() == 2)
        #expect(channel.jobCount == 2)
        let areTerminates = [first, second, second, first].map { parker in
            channel.receive(parker)?.isTerminate
        }
        #expect(areTerminates == [false, false, true, true])
        #expect(channel.jobCount == 0)
    }

    @Test func refusesJobsBeyondItsCapacity() throws {
        let channel = Channel(capacity: 2)
        let parker = channel.join()
        try channel.send(Job {})
        try channel.send(Job {})
        #expect(throws: PoolError.queueFull(accepted: 0)) { try channel.send(Job {}) }
        _ = channel.receive(parker)
        try channel.send(Job {})
        #expect(throws: PoolError.queueFull(accepted: 0)) { try channel.send(Job {}) }
        #expect(channel.jobCount == 2)
    }

    @Test func acceptsAsMuchOfABatchAsFits() throws {
        let (channel, journal) = (Channel(capacity: 3), Journal<Int>())
        let parker = channel.join()
        try channel.send(Job { journal.write(0) })
        let batch = (1...5).map { number in Job { journal.write(number) } }
        #expect(throws: PoolError.queueFull(accepted: 2)) { try channel.send(contentsOf: batch) }
        #expect(throws: PoolError.queueFull(accepted: 0)) { try channel.send(contentsOf: batch) }
        for _ in 0..<3 { channel.receive(parker)?.run() }
        #expect(journal.entries == [0, 1, 2])
    }

    @Test func aFullQueueStillTakesAStepOfATask() throws {
        let channel = Channel(capacity: 1)
        try channel.send(Job {})
        #expect(channel.forceSend(Job {}))
        #expect(channel.jobCount == 2)
        #expect(throws: PoolError.queueFull(accepted: 0)) {
            try channel.send(contentsOf: [Job {}])
        }
    }

    @Test func anEmptyBatchIsAcceptedEvenWhenFull() throws {
        let channel = Channel(capacity: 1)
        try channel.send(Job {})
        try channel.send(contentsOf: [])
        #expect(channel.jobCount == 1)
    }

    @Test func handsOutEveryMessageExactlyOnceBetweenManyThreads() throws {
        let (channel, tallies) = (Channel(size: 3), (0..<8_000).map { _ in Tally() })
        let receivers = try (0..<3).map { id in
            let parker = channel.join()
            return try PosixThread(name: "receiver-\(id)") {
                while let message = channel.receive(parker) { message.run() }
            }
        }
        let senders = try (0..<4).map { id in
            try PosixThread(name: "sender-\(id)") {
                for number in stride(from: id, to: tallies.count, by: 8) {
                    let jobs = [tallies[number], tallies[number + 4]].map { tally in
                        Job { tally.add() }
                    }
                    try? channel.send(contentsOf: jobs)
                }
            }
        }
        for thread in senders { thread.join() }
        channel.close()
        for thread in receivers { thread.join() }
        #expect(tallies.allSatisfy { $0.count == 1 })
    }
}

extension Message {
    var isTerminate: Bool {
        if case .terminate = self { true } else { false }
    }
}
