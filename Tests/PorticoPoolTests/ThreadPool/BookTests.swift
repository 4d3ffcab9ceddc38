// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

/// The lessons of the Rust Book's last chapter, each as a test.
@Suite(.endsWithin(minutes: 2)) struct BookTests {
    /// `assert!(size > 0)`.
    @Test func aPoolOfSizeZeroIsTheMistakeOfTheProgrammer() async {
        await #expect(processExitsWith: .failure) { _ = ThreadPool(size: 0) }
    }

    /// What the Book's first `Drop` did: for each worker, send terminate and join it, in one loop.
    ///
    /// Worker 0 is busy, so the first terminate message goes to Worker 1, and the loop waits for
    /// Worker 0, which no message will ever reach.
    @Test func sendingAndJoiningInOneLoopDeadlocks() throws {
        let channel = Channel(size: 2)
        let (isBusy, release) = (Gate(), Gate())
        let (firstEnded, secondEnded) = (Gate(), Gate())
        let job = Job {
            isBusy.open()
            release.wait()
        }
        try channel.send(job)
        let first = try receiver("first", on: channel, firstEnded)
        #expect(isBusy.wait(), "the first has the job")
        let second = try receiver("second", on: channel, secondEnded)

        channel.sendTerminate()
        #expect(secondEnded.wait(), "the second takes the message that was meant for the first")
        second.join()
        release.open()
        let isWaiting = try PosixThread(name: "one-loop") { first.join() }
        channel.waitUntilIdle()
        #expect(!firstEnded.isOpen, "nothing waits, nobody works, and the loop still joins")
        #expect(channel.jobCount == 0)

        // The way out: the message that the loop would have sent after this join.
        channel.sendTerminate()
        #expect(firstEnded.wait())
        isWaiting.join()
    }

    /// Two loops, all messages first and then all joins: the same arrangement ends.
    @Test func sendingToAllAndThenJoiningEnds() throws {
        let (pool, isBusy, release) = (ThreadPool(size: 2), Gate(), Gate())
        try pool.execute {
            isBusy.open()
            release.wait()
        }
        #expect(isBusy.wait())
        let closer = try PosixThread(name: "closer") { pool.shutdown(.drain) }
        release.open()
        closer.join()
        #expect(pool.figures.executed == 1)
    }

    /// The `while let Ok(job) = receiver.lock().unwrap().recv()` trap: the lock lives as long as the
    /// job runs, so that jobs run one at a time.
    @Test func jobsRunAtTheSameTimeBecauseNoLockIsHeldMeanwhile() throws {
        let (pool, met) = (ThreadPool(size: 4), Gate(arrivals: 4))
        let seen = Journal<Bool>()
        for _ in 0..<4 {
            try pool.execute {
                met.open()
                seen.write(met.wait())
            }
        }
        #expect(met.wait())
        pool.shutdown()
        #expect(seen.entries == [true, true, true, true])
    }

    /// The trap in its Swift form: the job is run within `withLock`.
    @Test func jobsRunOneAtATimeWhenTheLockIsHeldMeanwhile() throws {
        let (running, most, queue) = (Tally(), Journal<Int>(), Guarded(20))
        let threads = try (0..<4).map { id in
            try PosixThread(name: "trapped-\(id)") {
                var isOver = false
                while !isOver {
                    queue.withLock { left in
                        isOver = left == 0
                        guard !isOver else { return }
                        left -= 1
                        let before = running.count
                        running.add()
                        most.write(running.count - before)
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(most.entries == Array(repeating: 1, count: 20), "nobody else ran meanwhile")
    }

    /// Terminate messages are queued behind the jobs.
    @Test func queuedJobsRunBeforeTerminate() throws {
        let (pool, release, order) = (ThreadPool(size: 1), Gate(), Journal<Int>())
        try pool.execute { release.wait() }
        for number in 0..<10 { try pool.execute { order.write(number) } }
        let closer = try PosixThread(name: "closer") { pool.shutdown(.drain) }
        release.open()
        closer.join()
        #expect(order.entries == Array(0..<10))
    }

    /// The newer edition drops the sender instead: `recv` fails, and the Workers end.
    @Test func closingTheChannelAlsoEndsTheWorkers() throws {
        let group = WorkerGroup(.init(size: 3), start: Worker.start)
        try group.startAll()
        let tally = Tally()
        for _ in 0..<10 { try group.channel.send(Job { tally.add() }) }
        group.channel.close()
        group.join(.drain)
        #expect(tally.count == 10)
        #expect(group.report().executed == 10)
    }

    private func receiver(
        _ name: String, on channel: Channel, _ hasEnded: Gate
    ) throws -> PosixThread {
        let parker = channel.join()
        return try PosixThread(name: name) {
            while let message = channel.receive(parker), !message.isTerminate { message.run() }
            hasEnded.open()
        }
    }
}

extension Channel {
    /// Queues one terminate message and leaves the channel open, as the Book's first shutdown did.
    fileprivate func sendTerminate() {
        let parker = inbox.withLock { inbox in
            var message: Message? = .terminate
            terminates.store(terminates.value + 1)
            return append(&message, to: &inbox)
        }
        parker?.condition.signal()
    }
}
