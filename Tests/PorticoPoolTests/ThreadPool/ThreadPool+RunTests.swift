// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 2)) struct ThreadPoolRunTests {
    struct Failure: Error, Equatable {}

    @TaskLocal static var requestID = "none"

    @Test func returnsTheValueOfTheJob() async throws {
        let pool = ThreadPool(size: 2)
        let (value, id) = try await pool.run { (6 * 7, Worker.currentID) }
        #expect(value == 42)
        #expect(id == 0 || id == 1)
        #expect(Worker.currentID == nil, "the caller goes on where it was")
        await pool.awaitShutdown()
    }

    /// A Worker may have run the job, and its caller gone on, before the call that queued it returns: the
    /// address sanitizer watches what that call still touches.
    @Test func jobsMayEndBeforeTheyAreQuiteQueued() async throws {
        let pool = ThreadPool(size: 4)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...8 {
                group.addTask {
                    var sum = 0
                    for _ in 1...2_000 { sum += try await pool.run { 1 } }
                    return sum
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 16_000)
        await pool.awaitShutdown()
    }

    @Test func throwsTheErrorOfTheJob() async {
        let pool = ThreadPool(size: 1)
        await #expect(throws: Failure()) { try await pool.run { throw Failure() } }
        await pool.awaitShutdown()
    }

    @Test @MainActor func runsOnAWorkerAlsoForACallerOnTheMainActor() async throws {
        let pool = ThreadPool(size: 1)
        #expect(try await pool.run { Worker.currentID } == 0)
        MainActor.assertIsolated()
    }

    @Test func runsOnAnotherPoolFromATaskOnThisOne() async throws {
        let (pool, other) = (ThreadPool(size: 1), ThreadPool(size: 1))
        let names = try await Task(executorPreference: pool) {
            let before = currentThreadName()
            let during = try await other.run { Worker.currentID }
            return (before, during, Worker.currentID)
        }.value
        #expect(names == ("worker-0", 0, 0))
    }

    @Test func aJobCancelledInTheQueueNeverRuns() async throws {
        let (pool, release, tally) = (ThreadPool(size: 1), Gate(), Tally())
        try occupy(pool, workers: 1, until: release)
        let waiting = Task { try await pool.run { tally.add() } }
        while pool.queuedCount == 0, !Task.isCancelled { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(pool.queuedCount == 0)
        release.open()
        try await pool.run {}
        #expect(tally.count == 0)
    }

    @Test func aRunningJobSeesThatItIsCancelled() async throws {
        let (pool, isRunning, isCancelled) = (ThreadPool(size: 1), Gate(), Gate())
        let running = Task {
            try await pool.run {
                let before = JobContext.isCancelled
                isRunning.open()
                isCancelled.wait()
                return (before, JobContext.isCancelled)
            }
        }
        await isRunning.opened()
        running.cancel()
        isCancelled.open()
        #expect(try await running.value == (false, true))
    }

    @Test func aTaskCancelledBeforeItCallsDoesNotReachThePool() async throws {
        let (pool, release, tally) = (ThreadPool(size: 1), Gate(), Tally())
        let task = Task {
            await release.opened()
            try await pool.run { tally.add() }
        }
        task.cancel()
        release.open()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(tally.count == 0)
    }

    @Test func throwsWhenThePoolIsShutDown() async {
        let pool = ThreadPool(size: 1)
        await pool.awaitShutdown()
        await #expect(throws: PoolError.shutDown) { try await pool.run {} }
    }

    @Test func throwsWhenTheQueueIsFull() async throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.capacity = 1
        let (pool, release) = (try ThreadPool.build(configuration), Gate())
        let isBusy = Gate()
        try pool.execute {
            isBusy.open()
            release.wait()
        }
        await isBusy.opened()
        try pool.execute {}
        await #expect(throws: PoolError.queueFull(accepted: 0)) { try await pool.run {} }
        release.open()
    }

    @Test func aCancelledJobMakesRoomInAFullQueue() async throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.capacity = 1
        let (pool, release, isBusy) = (try ThreadPool.build(configuration), Gate(), Gate())
        try pool.execute {
            isBusy.open()
            release.wait()
        }
        await isBusy.opened()
        let handle = try pool.submit {}
        #expect(throws: PoolError.queueFull(accepted: 0)) { try pool.submit {} }
        handle.cancel()
        let other = try pool.submit { 1 }
        release.open()
        #expect(try await other.value == 1)
    }

    @Test func aJobSeesTheTaskLocalsOfItsCaller() async throws {
        let pool = ThreadPool(size: 1)
        let seen = try await Self.$requestID.withValue("r-7") {
            let handle = try pool.submit { Self.requestID }
            return (try await pool.run { Self.requestID }, try await handle.value)
        }
        #expect(seen == ("r-7", "r-7"))
        let handle = try Self.$requestID.withValue("r-8") { try pool.submit { Self.requestID } }
        #expect(try await handle.value == "r-8")
    }
}
