// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

/// Senders that wait for room, and who is served when.
@Suite(.endsWithin(minutes: 2)) struct WaitingSenderTests {
    /// A pool of one Worker, which is busy until `release` opens, with a full queue of one job.
    private func makeFullPool(
        _ release: Gate, _ policy: ThreadPool.FullQueuePolicy = .wait
    ) throws -> (ThreadPool, JobHandle<Void>) {
        var configuration = ThreadPool.Configuration(size: 1)
        (configuration.capacity, configuration.whenFull) = (1, policy)
        let pool = try ThreadPool.build(configuration)
        try occupy(pool, workers: 1, until: release)
        return (pool, try pool.submit {})
    }

    private func waitingCount(_ pool: ThreadPool) -> Int {
        pool.sender.inbox.withLock { $0.waiters.count }
    }

    @Test func areServedFirstComeFirstServed() throws {
        let (release, order) = (Gate(), Journal<Int>())
        let (pool, _) = try makeFullPool(release)
        let senders = try (0..<8).map { id in
            let sender = try PosixThread(name: "sender-\(id)") {
                try? pool.execute { order.write(id) }
            }
            #expect(eventually { waitingCount(pool) == id + 1 })
            return sender
        }
        release.open()
        for sender in senders { sender.join() }
        pool.shutdown()
        #expect(order.entries == Array(0..<8))
    }

    /// There is room, and the first has not been served yet.
    @Test func areNotOvertaken() throws {
        var configuration = ThreadPool.Configuration(size: 1)
        (configuration.capacity, configuration.whenFull) = (1, .wait)
        let pool = try ThreadPool.build(configuration)
        let (first, second) = (Waiter(), Waiter())
        let sender = pool.sender
        let (newcomer, turns, afterwards) = sender.inbox.withLock { inbox in
            inbox.waiters = [first, second]
            let newcomer = sender.room(in: &inbox, for: 1)
            let turns = [first, second].map { sender.hasTurn($0, in: &inbox) }
            inbox.waiters = []
            return (newcomer, turns, sender.room(in: &inbox, for: 1))
        }
        #expect(newcomer == 0)
        #expect(turns == [true, false])
        #expect(afterwards == 1)
        pool.shutdown()
    }

    @Test func getTheRoomOfAJobThatIsCancelled() throws {
        let release = Gate()
        let (pool, handle) = try makeFullPool(release)
        let isSent = Gate()
        let sender = try PosixThread(name: "sender") {
            try? pool.execute {}
            isSent.open()
        }
        #expect(eventually { waitingCount(pool) == 1 })
        handle.cancel()
        #expect(isSent.wait(), "the Worker is busy all the time")
        release.open()
        sender.join()
        #expect(pool.shutdown().executed == 2)
    }

    @Test func areNotStarvedByTasksThatAwaitTheirJobs() async throws {
        var configuration = ThreadPool.Configuration(size: 1)
        (configuration.capacity, configuration.whenFull) = (1, .wait)
        let (pool, isOver) = (try ThreadPool.build(configuration), Gate())
        let (awaited, executed) = (Tally(), Tally())
        let loops = (0..<16).map { _ in
            Task {
                while !isOver.isOpen {
                    _ = try? await pool.run {}
                    awaited.add()
                }
            }
        }
        let sender = try PosixThread(name: "sender") {
            for _ in 0..<500 where (try? pool.execute {}) != nil { executed.add() }
            isOver.open()
        }
        await isOver.opened()
        for loop in loops { await loop.value }
        sender.join()
        #expect(executed.count == 500)
        #expect(awaited.count < 500 * 40, "\(awaited.count) beside 500")
        await pool.awaitShutdown()
    }

    @Test func giveUpWhenTheirTimeIsOver() throws {
        let release = Gate()
        let (pool, handle) = try makeFullPool(release, .reject)
        #expect(throws: PoolError.queueFull(accepted: 0)) {
            try pool.execute(timeout: .milliseconds(5)) {}
        }
        #expect(waitingCount(pool) == 0)
        let isSent = Gate()
        let sender = try PosixThread(name: "sender") {
            if (try? pool.execute(timeout: .seconds(30), {})) != nil { isSent.open() }
        }
        #expect(eventually { waitingCount(pool) == 1 })
        handle.cancel()
        #expect(isSent.wait())
        release.open()
        sender.join()
        pool.shutdown()
        #expect(throws: PoolError.shutDown) { try pool.execute(timeout: .seconds(30)) {} }
    }

    @Test func stepsOfTasksTakeNoRoomFromJobs() async throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.capacity = 2
        let (pool, release) = (try ThreadPool.build(configuration), Gate())
        try occupy(pool, workers: 1, until: release)
        let tasks = (0..<10).map { _ in Task(executorPreference: pool) {} }
        while pool.queuedCount < 10, !Task.isCancelled { await Task.yield() }
        try pool.execute {}
        try pool.execute {}
        #expect(throws: PoolError.queueFull(accepted: 0)) { try pool.execute {} }
        release.open()
        for task in tasks { await task.value }
        await pool.awaitShutdown()
    }

    @Test func aHandleIsGivenOutForEachJobThatTheQueueTook() throws {
        let pool = ThreadPool(size: 2)
        let past = ContinuousClock.now
        for _ in 0..<2_000 {
            let handle = try pool.submit(deadline: past) {}
            #expect(throws: PoolError.dropped(.deadlinePassed)) { try handle.get() }
        }
        pool.shutdown()
    }

    @Test func aCallerRunsWhatFindsNoRoom() throws {
        let (release, threads) = (Gate(), Journal<Int?>())
        let (pool, handle) = try makeFullPool(release, .callerRuns)
        #expect(pool.mayBlockCaller)
        try pool.execute { threads.write(Worker.currentID) }
        try pool.execute { throw CancellationError() }
        #expect(try pool.submit { 7 }.get() == 7)
        #expect(threads.entries == [nil])
        #expect(pool.figures.ranByCaller == 3)
        #expect(pool.figures.failed == 1)
        #expect(!handle.isFinished)
        release.open()
        #expect(pool.shutdown().executed == 2)
    }

    @Test func aCallerIsRefusedWhenItIsDeepInJobsOfItsOwn() throws {
        let release = Gate()
        let (pool, _) = try makeFullPool(release, .callerRuns)
        let (depth, errors) = (Tally(), Journal<PoolError>())
        @Sendable func deeper() {
            depth.add()
            do throws(PoolError) { try pool.execute(deeper) } catch { errors.write(error) }
        }
        try pool.execute(deeper)
        #expect(depth.count == 32)
        #expect(errors.entries == [.queueFull(accepted: 0)])
        release.open()
        pool.shutdown()
    }
}
