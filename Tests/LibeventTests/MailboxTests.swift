// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import Testing

@testable import Libevent

@Suite(.timeLimit(.minutes(1))) struct MailboxTests {
    @Test func deliversEveryMessageOfEveryThreadInItsOrder() throws {
        let loop = try EventLoop()
        var received = [[Int]](repeating: [], count: 4)
        var count = 0
        let mailbox = try Mailbox<Letter>(on: loop) { messages in
            for message in messages { received[message.sender].append(message.number) }
            count += messages.count
            if count == 4000 { loop.stop() }
        }
        let threads = try (0..<4).map { sender in
            try PosixThread(name: "sender-\(sender)") {
                for number in 0..<1000 { mailbox.post(Letter(sender, number)) }
            }
        }
        try loop.run()
        threads.forEach { $0.join() }
        mailbox.close()
        for numbers in received { #expect(numbers == Array(0..<1000)) }
    }

    @Test func deliversWhatWasPostedBeforeItClosedAndRefusesTheRest() throws {
        let loop = try EventLoop()
        var received: [Int] = []
        let mailbox = try Mailbox<Letter>(on: loop) { received += $0.map(\.number) }
        #expect(mailbox.post(Letter(0, 1)))
        #expect(mailbox.post(Letter(0, 2)))
        mailbox.close()
        #expect(received == [1, 2])
        #expect(!mailbox.post(Letter(0, 3)))
        #expect(received == [1, 2])
    }

    @Test func givesMessagesAtOnceWhereThereIsNoLoop() {
        let taken = Guarded<[Int]>([])
        let mailbox = Mailbox<Letter> { letter in
            taken.withLock { $0.append(letter.number) }
            return letter.number == 1
        }
        #expect(mailbox.post(Letter(0, 1)))
        #expect(!mailbox.post(Letter(0, 2)))
        #expect(taken.withLock { $0 } == [1, 2])
    }

    @Test func survivesPostsThatRaceWithItsEnd() throws {
        for _ in 0..<50 {
            let loop = try EventLoop()
            let delivered = Guarded(0)
            let mailbox = try Mailbox<Letter>(on: loop) { messages in
                delivered.withLock { $0 += messages.count }
                loop.stop()
            }
            let accepted = Guarded(0)
            let threads = try (0..<3).map { index in
                try PosixThread(name: "sender-\(index)") {
                    for number in 0..<100 where mailbox.post(Letter(index, number)) {
                        accepted.withLock { $0 += 1 }
                    }
                }
            }
            try loop.run()
            mailbox.close()
            threads.forEach { $0.join() }
            #expect(delivered.withLock { $0 } == accepted.withLock { $0 })
        }
    }
}

private final class Letter: Sendable {
    let sender: Int
    let number: Int

    init(_ sender: Int, _ number: Int) {
        self.sender = sender
        self.number = number
    }
}
