// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

@Suite(.endsWithin(minutes: 1)) struct FullQueueTests {
    /// A pool of one Worker, which is busy until `release` opens.
    private func makeBusyPool(
        capacity: Int, _ policy: ThreadPool.FullQueuePolicy, _ release: Gate
    ) throws -> ThreadPool {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.capacity = capacity
        configuration.whenFull = policy
        let (pool, isBusy) = (try ThreadPool.build(configuration), Gate())
        try pool.execute {
            isBusy.open()
            release.wait()
        }
        isBusy.wait()
        return pool
    }

    private func job(_ number: Int, _ run: Journal<Int>, _ dropped: Journal<Int>) -> Job {
        Job(onDrop: { reason in dropped.write(reason == .displaced ? number : -1) }) {
            run.write(number)
        }
    }

    @Test func dropOldestGivesThePlaceOfTheOldestToTheNewest() throws {
        let (release, run, dropped) = (Gate(), Journal<Int>(), Journal<Int>())
        let pool = try makeBusyPool(capacity: 2, .dropOldest, release)
        for number in 0..<3 { try pool.execute(job(number, run, dropped)) }
        try pool.execute(contentsOf: [job(3, run, dropped)])
        #expect(dropped.entries == [0, 1])
        #expect(pool.queuedCount == 2)
        release.open()
        pool.shutdown(.drain)
        #expect(run.entries == [2, 3])
        #expect(pool.sender.dropCounts.dropped(.displaced) == 2)
    }

    @Test func dropOldestKeepsTheLastOfABatchThatIsTooLarge() throws {
        let (release, run, dropped) = (Gate(), Journal<Int>(), Journal<Int>())
        let pool = try makeBusyPool(capacity: 2, .dropOldest, release)
        try pool.execute(contentsOf: (0..<5).map { job($0, run, dropped) })
        release.open()
        pool.shutdown(.drain)
        #expect(dropped.entries == [0, 1, 2])
        #expect(run.entries == [3, 4])
    }

    @Test func dropOldestTellsWhoeverWaitsForTheJob() async throws {
        let release = Gate()
        let pool = try makeBusyPool(capacity: 1, .dropOldest, release)
        let handle = try pool.submit {}
        let newer = try pool.submit { 2 }
        #expect(throws: PoolError.dropped(.displaced)) { try handle.get() }
        await #expect(throws: PoolError.dropped(.displaced)) { try await handle.value }
        release.open()
        #expect(try await newer.value == 2)
    }

    @Test func dropOldestNeverDropsAStepOfATask() async throws {
        let (release, run, dropped) = (Gate(), Journal<Int>(), Journal<Int>())
        let pool = try makeBusyPool(capacity: 1, .dropOldest, release)
        let task = Task(executorPreference: pool) { Worker.currentID }
        while pool.queuedCount < 1, !Task.isCancelled { await Task.yield() }
        try pool.execute(job(0, run, dropped))
        try pool.execute(job(1, run, dropped))
        #expect(dropped.entries == [0], "the step was queued before, and takes no room")
        release.open()
        #expect(await task.value == 0)
        await pool.awaitShutdown()
        #expect(run.entries == [1])
    }

    @Test func waitBlocksTheCallerUntilThereIsRoom() throws {
        let (release, run) = (Gate(), Journal<Int>())
        let pool = try makeBusyPool(capacity: 2, .wait, release)
        let producer = try PosixThread(name: "producer") {
            for number in 0..<100 { try? pool.execute { run.write(number) } }
            try? pool.execute(contentsOf: (100..<200).map { number in Job { run.write(number) } })
        }
        while pool.queuedCount < 2 {}
        #expect(run.entries.isEmpty)
        release.open()
        producer.join()
        pool.shutdown(.drain)
        #expect(run.entries == Array(0..<200))
    }

    @Test func waitingSendersAllGetTheirJobsInAndNoneTwice() throws {
        var configuration = ThreadPool.Configuration(size: 3)
        (configuration.capacity, configuration.whenFull) = (1, .wait)
        let pool = try ThreadPool.build(configuration)
        let tallies = (0..<8_000).map { _ in Tally() }
        let producers = try (0..<8).map { id in
            try PosixThread(name: "producer-\(id)") {
                for number in id * 1_000..<(id + 1) * 1_000 {
                    try? pool.execute { tallies[number].add() }
                }
            }
        }
        for producer in producers { producer.join() }
        pool.shutdown(.drain)
        #expect(tallies.allSatisfy { $0.count == 1 })
    }

    @Test func waitEndsWhenThePoolIsShutDown() throws {
        let (release, seen) = (Gate(), Journal<PoolError?>())
        let pool = try makeBusyPool(capacity: 1, .wait, release)
        try pool.execute {}
        let producer = try PosixThread(name: "producer") {
            do throws(PoolError) {
                try pool.execute {}
                seen.write(nil)
            } catch {
                seen.write(error)
            }
        }
        let closer = try PosixThread(name: "closer") { pool.shutdown(.drain) }
        producer.join()
        release.open()
        closer.join()
        #expect(seen.entries == [.shutDown])
    }

    @Test func waitOnAWorkerOfThePoolThrowsInsteadOfWaiting() throws {
        var configuration = ThreadPool.Configuration(size: 1)
        (configuration.capacity, configuration.whenFull) = (1, .wait)
        let (pool, done) = (try ThreadPool.build(configuration), Gate())
        try pool.execute {
            try? pool.execute {}
            #expect(throws: PoolError.wouldDeadlock) { try pool.execute {} }
            #expect(throws: PoolError.wouldDeadlock) { try pool.submit {} }
            done.open()
        }
        #expect(done.wait())
        pool.shutdown(.drain)
        #expect(pool.sender.dropCounts.rejected == (0, 0, 2))
    }

    @Test func aTaskThatAwaitsItsJobWaitsForRoomWithoutAThread() async throws {
        let release = Gate()
        let pool = try makeBusyPool(capacity: 1, .wait, release)
        let tasks = (0..<100).map { number in Task { try await pool.run { number } } }
        while pool.queuedCount < 100, !Task.isCancelled { await Task.yield() }
        release.open()
        for (number, task) in tasks.enumerated() { #expect(try await task.value == number) }
    }

    @Test func aJobWhoseDeadlineHasPassedIsDroppedAndTold() async throws {
        let (release, reasons, tally) = (Gate(), Journal<JobDropReason>(), Tally())
        let pool = try makeBusyPool(capacity: 9, .reject, release)
        let past = ContinuousClock.now
        try pool.execute(Job(deadline: past, onDrop: { reasons.write($0) }) { tally.add() })
        try pool.execute(Job(deadline: past + .seconds(60)) { tally.add() })
        let handle = try pool.submit(deadline: past) { tally.add() }
        let task = Task { try await pool.run(deadline: past) { tally.add() } }
        while pool.queuedCount < 4, !Task.isCancelled { await Task.yield() }
        release.open()
        await #expect(throws: PoolError.dropped(.deadlinePassed)) { try await handle.value }
        await #expect(throws: PoolError.dropped(.deadlinePassed)) { try await task.value }
        try await pool.run {}
        #expect(reasons.entries == [.deadlinePassed])
        #expect(tally.count == 1)
        #expect(pool.sender.dropCounts.dropped(.deadlinePassed) == 3)
    }
}
