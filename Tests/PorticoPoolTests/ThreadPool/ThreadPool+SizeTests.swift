// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import PorticoPool

@Suite(.endsWithin(minutes: 2)) struct PoolSizeTests {
    private struct Watch: PoolObserver {
        let starts = Tally()
        let ends = Tally()
        let ended: Gate
        init(expectedEnds: Int = 1) { ended = Gate(arrivals: expectedEnds) }
        func workerDidStart(_ id: Int) { starts.add() }
        func workerWillEnd(_ id: Int) {
            ends.add()
            ended.open()
        }
    }

    /// Runs `count` jobs that wait for each other, so that as many Workers are needed.
    private func expectConcurrency(_ count: Int, in pool: ThreadPool) throws {
        let met = Gate(arrivals: count)
        for _ in 0..<count {
            try pool.execute {
                met.open()
                met.wait()
            }
        }
        #expect(met.wait())
    }

    @Test func growsToExactlySoManyWorkers() throws {
        let pool = ThreadPool(size: 1)
        try pool.resize(to: 5)
        #expect(pool.size == 5)
        try expectConcurrency(5, in: pool)
        #expect(pool.shutdown().workers.map(\.id) == [0, 1, 2, 3, 4])
    }

    @Test func shrinkingRetiresIdleWorkersAtOnceAndABusyOneAfterItsJob() throws {
        let watch = Watch(expectedEnds: 2)
        var configuration = ThreadPool.Configuration(size: 4)
        configuration.observer = watch
        let pool = try ThreadPool.build(configuration)
        let (areBusy, release) = (Gate(arrivals: 2), Gate())
        for _ in 0..<2 {
            try pool.execute {
                areBusy.open()
                release.wait()
            }
        }
        areBusy.wait()
        while pool.sender.presence.parked < 2 {}
        try pool.resize(to: 1)
        #expect(watch.ended.wait(), "both idle Workers end while the others are busy")
        #expect(pool.size == 1)
        for _ in 0..<10 { try pool.execute {} }
        release.open()
        try pool.waitUntilIdle()
        let report = pool.shutdown()
        #expect(report.executed == 12)
        #expect(watch.ends.count == 4)
    }

    @Test func whoWasToRetireMayStayWhenThePoolGrowsAgain() throws {
        let watch = Watch()
        var configuration = ThreadPool.Configuration(size: 2)
        configuration.observer = watch
        let pool = try ThreadPool.build(configuration)
        let (areBusy, release) = (Gate(arrivals: 2), Gate())
        for _ in 0..<2 {
            try pool.execute {
                areBusy.open()
                release.wait()
            }
        }
        areBusy.wait()
        try pool.resize(to: 1)
        try pool.resize(to: 2)
        release.open()
        try expectConcurrency(2, in: pool)
        #expect(watch.starts.count == 2)
        pool.shutdown()
    }

    @Test(arguments: [0, -1, ThreadPool.maxSize + 1]) func refusesASizeThatIsNone(_ size: Int) {
        let pool = ThreadPool(size: 1)
        #expect(throws: PoolCreationError.self) { try pool.resize(to: size) }
        #expect(pool.size == 1)
    }

    @Test func growsWhenJobsWaitAndShrinksWhenWorkersAreIdle() throws {
        let watch = Watch(expectedEnds: 3)
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = 4
        configuration.idleTime = .milliseconds(10)
        configuration.observer = watch
        let pool = try ThreadPool.build(configuration)
        try expectConcurrency(4, in: pool)
        #expect(watch.ended.wait())
        #expect(pool.size == 1)
        try expectConcurrency(4, in: pool)
        #expect(pool.shutdown().executed == 8)
    }

    @Test func neverGrowsBeyondItsMaximum() throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = 3
        let pool = try ThreadPool.build(configuration)
        let (areBusy, release, late) = (Gate(arrivals: 3), Gate(), Tally())
        for _ in 0..<3 {
            try pool.execute {
                areBusy.open()
                release.wait()
            }
        }
        #expect(areBusy.wait())
        for _ in 0..<10 { try pool.execute { late.add() } }
        #expect(pool.size == 3)
        #expect(late.count == 0)
        release.open()
        #expect(pool.shutdown().executed == 13)
    }

    @Test func aThreadThatTheSystemRefusesLaterLosesNoJobAndIsTriedAgain() throws {
        let refusals = Guarded(3)
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = 2
        let pool = try ThreadPool(configuration) { id, group throws(PosixError) in
            let isRefused = refusals.withLock { left -> Bool in
                guard id > 0, left > 0 else { return false }
                left -= 1
                return true
            }
            if isRefused { throw PosixError(call: "pthread_create", code: EAGAIN) }
            return try Worker.start(id: id, group: group)
        }
        let (release, isRun) = (Gate(), Gate())
        try pool.execute { release.wait() }
        try pool.execute { isRun.open() }
        var extra = 0
        while !isRun.isOpen {
            try pool.execute {}
            extra += 1
        }
        #expect(pool.sender.refusedStarts == 3)
        release.open()
        #expect(pool.shutdown().executed == extra + 2)
    }

    @Test func aRefusedThreadFailsTheResizeButNotThePool() throws {
        let pool = try ThreadPool(.init(size: 1)) { id, group throws(PosixError) in
            guard id < 2 else { throw PosixError(call: "pthread_create", code: EAGAIN) }
            return try Worker.start(id: id, group: group)
        }
        let error = PoolCreationError.threadSpawnFailed(
            worker: 2, of: 4, call: "pthread_create", errno: EAGAIN)
        #expect(throws: error) { try pool.resize(to: 4) }
        #expect(pool.size == 2)
        try expectConcurrency(2, in: pool)
        pool.shutdown()
    }

    @Test func aStormOfResizesLosesNoJobAndEndsAtTheLastSize() throws {
        let (pool, tally) = (ThreadPool(size: 2), Tally())
        let producers = try (0..<2).map { id in
            try PosixThread(name: "producer-\(id)") {
                for _ in 0..<20_000 { try? pool.execute { tally.add() } }
            }
        }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let size = Int.random(in: 1...8, using: &generator)
            try pool.resize(to: size)
            #expect(pool.size == size)
        }
        for producer in producers { producer.join() }
        try pool.resize(to: 3)
        try expectConcurrency(3, in: pool)
        try pool.waitUntilIdle()
        let report = pool.shutdown()
        #expect(tally.count == 40_000)
        #expect(report.executed == 40_003)
        #expect(report.dropped == 0)
    }

    @Test func resizingAPoolThatWasShutDownDoesNothing() throws {
        let pool = ThreadPool(size: 2)
        pool.shutdown()
        try pool.resize(to: 5)
        #expect(pool.size == 2)
    }

    @Test func growsAlsoAfterAResize() throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = 4
        configuration.idleTime = .milliseconds(10)
        let pool = try ThreadPool.build(configuration)
        try pool.resize(to: 2)
        #expect(pool.size == 2)
        #expect(pool.maximumSize == 4)
        try expectConcurrency(4, in: pool)
        #expect(eventually { pool.size == 2 })
        pool.shutdown()
    }

    @Test func theMaximumCanBeChanged() throws {
        let (pool, release) = (ThreadPool(size: 1), Gate())
        #expect(pool.maximumSize == 1)
        try occupy(pool, workers: 1, until: release)
        let isRun = Gate()
        try pool.execute { isRun.open() }
        try pool.setMaximumSize(3)
        #expect(isRun.wait(), "a job that waits makes the pool grow at once")
        release.open()
        try expectConcurrency(3, in: pool)
        try pool.setMaximumSize(nil)
        #expect(pool.size == 1)
        #expect(throws: PoolCreationError.sizeTooLarge(5_000)) { try pool.setMaximumSize(5_000) }
        pool.shutdown()
    }
}
