// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct ThreadPoolTaskExecutorTests {
    @Test func aTaskRunsOnTheWorkers() async {
        let pool = ThreadPool(size: 2)
        let ids = await Task(executorPreference: pool) {
            let before = Worker.currentID
            await Task.yield()
            return [before, Worker.currentID]
        }.value
        #expect(ids.allSatisfy { $0 == 0 || $0 == 1 })
        await pool.awaitShutdown(.drain)
    }

    @Test func aTaskMayBlockAllWorkersWhileOthersGoOnElsewhere() async {
        let (pool, release) = (ThreadPool(size: 2), Gate())
        let blocked = (0..<2).map { _ in Task(executorPreference: pool) { release.wait() } }
        await Task.detached { release.open() }.value
        for task in blocked { #expect(await task.value) }
        await pool.awaitShutdown(.drain)
    }

    @Test func aSuspendedTaskHoldsNoWorker() async {
        let (pool, stream) = (ThreadPool(size: 1), AsyncStream.makeStream(of: Int.self))
        let waiting = Task(executorPreference: pool) {
            for await number in stream.stream { return number }
            return 0
        }
        let other = Task(executorPreference: pool) { stream.continuation.yield(7) }
        _ = await other.value
        #expect(await waiting.value == 7)
        await pool.awaitShutdown(.drain)
    }

    @Test func aTaskThatIsLeftWhenThePoolEndsGoesOnWithoutIt() async {
        let pool = ThreadPool(size: 1)
        let (isRunning, stream) = (Gate(), AsyncStream.makeStream(of: Int.self))
        let task = Task(executorPreference: pool) {
            isRunning.open()
            for await _ in stream.stream { break }
            return Worker.currentID
        }
        isRunning.wait()
        await pool.awaitShutdown(.drain)
        stream.continuation.yield(1)
        #expect(await task.value == nil)
        #expect(await Task(executorPreference: pool) { Worker.currentID }.value == nil)
    }

    @Test func aTaskKeepsItsPoolAlive() async {
        let ids = await Task(executorPreference: ThreadPool(size: 1)) {
            await Task.yield()
            return Worker.currentID
        }.value
        #expect(ids == 0)
    }

    @Test func fourWorkersBlockedInTasksLeaveTheGlobalPoolFree() async {
        let (pool, areBlocked, release) = (ThreadPool(size: 4), Gate(arrivals: 4), Gate())
        let blocked = (0..<4).map { _ in
            Task(executorPreference: pool) {
                areBlocked.open()
                return release.wait()
            }
        }
        await areBlocked.opened()
        #expect(await Task.detached { 7 }.value == 7)
        #expect(pool.figures.active == 4)
        release.open()
        for task in blocked { #expect(await task.value) }
        await pool.awaitShutdown()
    }

    @Test func aThousandSuspendedTasksOnTwoWorkersAllFinish() async {
        let (pool, areSuspended) = (ThreadPool(size: 2), Gate(arrivals: 1_000))
        let streams = (0..<1_000).map { _ in AsyncStream.makeStream(of: Int.self) }
        let tasks = streams.map { stream in
            Task(executorPreference: pool) {
                areSuspended.open()
                var iterator = stream.stream.makeAsyncIterator()
                return await iterator.next() ?? -1
            }
        }
        await areSuspended.opened()
        for (number, stream) in streams.enumerated() { stream.continuation.yield(number) }
        for (number, task) in tasks.enumerated() { #expect(await task.value == number) }
        await pool.awaitShutdown()
    }
}
