// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

@Suite(.timeLimit(.minutes(1))) struct ChannelTests {
    @Test func isFirstInFirstOut() throws {
        let (channel, journal) = (Channel(), Journal<Int>())
        try channel.send(Job { journal.write(0) })
        try channel.send(contentsOf: [Job { journal.write(1) }, Job { journal.write(2) }])
        try channel.send(Job { journal.write(3) })
        for _ in 0..<4 { channel.receive(Parker())?.run() }
        #expect(journal.entries == [0, 1, 2, 3])
    }

    @Test func givesOutWhatIsQueuedAfterItIsClosed() throws {
        let (channel, tally) = (Channel(), Tally())
        try channel.send(Job { tally.add() })
        channel.close()
        channel.receive(Parker())?.run()
        #expect(tally.count == 1)
        #expect(channel.receive(Parker()) == nil)
    }

    @Test func closingWakesEverySleeper() throws {
        let channel = Channel()
        let threads = try (0..<4).map { id in
            try PosixThread(name: "receiver-\(id)") {
                channel.withReceiver { while channel.receive(Parker()) != nil {} }
            }
        }
        channel.close()
        for thread in threads { thread.join() }
    }

    @Test func acceptsNothingAfterItIsClosed() throws {
        let channel = Channel()
        channel.close()
        #expect(throws: PoolError.shutDown) { try channel.send(Job {}) }
        #expect(throws: PoolError.shutDown) { try channel.send(contentsOf: [Job {}]) }
        #expect(!channel.forceSend(Job {}))
        channel.sendTerminates(count: 3)
        #expect(channel.receive(Parker()) == nil)
    }

    @Test func queuesTerminatesBehindAllJobs() throws {
        let channel = Channel()
        try channel.send(contentsOf: [Job {}, Job {}])
        channel.sendTerminates(count: 2)
        #expect(channel.jobCount == 2)
        let areTerminates = (0..<4).map { _ in channel.receive(Parker())?.isTerminate }
        #expect(areTerminates == [false, false, true, true])
        #expect(channel.jobCount == 0)
    }

    @Test func refusesJobsBeyondItsCapacity() throws {
        let channel = Channel(capacity: 2)
        try channel.send(Job {})
        try channel.send(Job {})
        #expect(throws: PoolError.queueFull(accepted: 0)) { try channel.send(Job {}) }
        _ = channel.receive(Parker())
        try channel.send(Job {})
        #expect(throws: PoolError.queueFull(accepted: 0)) { try channel.send(Job {}) }
        #expect(channel.jobCount == 2)
    }

    @Test func acceptsAsMuchOfABatchAsFits() throws {
        let (channel, journal) = (Channel(capacity: 3), Journal<Int>())
        try channel.send(Job { journal.write(0) })
        let batch = (1...5).map { number in Job { journal.write(number) } }
        #expect(throws: PoolError.queueFull(accepted: 2)) { try channel.send(contentsOf: batch) }
        #expect(throws: PoolError.queueFull(accepted: 0)) { try channel.send(contentsOf: batch) }
        for _ in 0..<3 { channel.receive(Parker())?.run() }
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
        let (channel, tallies) = (Channel(), (0..<8_000).map { _ in Tally() })
        let receivers = try (0..<3).map { id in
            try PosixThread(name: "receiver-\(id)") {
                let parker = Parker()
                channel.withReceiver {
                    while let message = channel.receive(parker) { message.run() }
                }
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
