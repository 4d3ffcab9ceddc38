// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

@Suite(.endsWithin(minutes: 1)) struct SerialLaneTests {
    private actor Counter {
        private let lane: SerialLane
        nonisolated var unownedExecutor: UnownedSerialExecutor {
            unsafe lane.asUnownedSerialExecutor()
        }
        private var count = 0
        private var isInside = false

        init(on lane: SerialLane) { self.lane = lane }

        func add() -> (count: Int, worker: Int?) {
            #expect(!isInside)
            isInside = true
            defer { isInside = false }
            count += 1
            return (count, Worker.currentID)
        }

        func wait(for gate: Gate) -> Bool {
            assertIsolated()
            return gate.wait()
        }
    }

    @Test func anActorLivesOnThePool() async {
        let pool = ThreadPool(size: 4)
        let counter = Counter(on: pool.serialLane())
        let results = await withTaskGroup { group in
            for _ in 0..<1_000 { group.addTask { await counter.add() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results.map(\.count)) == Set(1...1_000))
        #expect(results.allSatisfy { $0.worker != nil })
        await pool.awaitShutdown()
    }

    @Test func aMethodMayBlockWhileOtherLanesAndSwiftGoOn() async {
        let (pool, release) = (ThreadPool(size: 2), Gate())
        let (blocked, other) = (Counter(on: pool.serialLane()), Counter(on: pool.serialLane()))
        async let isReleased = blocked.wait(for: release)
        #expect(await other.add().count == 1)
        await Task.detached { release.open() }.value
        #expect(await isReleased)
        await pool.awaitShutdown()
    }

    @Test func actorsOnOneLaneNeverRunAtTheSameTime() async {
        let pool = ThreadPool(size: 4)
        let lane = pool.serialLane()
        let actors = (0..<4).map { _ in Counter(on: lane) }
        let running = Tally()
        await withTaskGroup { group in
            for actor in actors {
                for _ in 0..<100 {
                    group.addTask {
                        _ = await actor.add()
                        running.add()
                    }
                }
            }
        }
        #expect(running.count == 400)
        await pool.awaitShutdown()
    }

    @Test func anActorGoesOnWhenItsPoolHasEnded() async {
        let pool = ThreadPool(size: 1)
        let counter = Counter(on: pool.serialLane())
        _ = await counter.add()
        await pool.awaitShutdown()
        let results = await withTaskGroup { group in
            for _ in 0..<100 { group.addTask { await counter.add() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results.map(\.count)) == Set(2...101))
        #expect(results.allSatisfy { $0.worker == nil })
    }

    @Test func anActorGoesOnWhenThePoolDropsItsQueue() async throws {
        let (pool, isBusy, release) = (ThreadPool(size: 1), Gate(), Gate())
        try pool.execute {
            isBusy.open()
            release.wait()
        }
        await isBusy.opened()
        let counter = Counter(on: pool.serialLane())
        let waiting = Task { await counter.add() }
        while pool.queuedCount == 0, !Task.isCancelled { await Task.yield() }
        await pool.awaitShutdown(.immediate)
        #expect(await waiting.value == (1, nil))
        release.open()
    }

    @Test func aBusyLaneLetsTheJobsBehindItGoFirst() async throws {
        let (pool, release) = (ThreadPool(size: 1), Gate())
        try occupy(pool, workers: 1, until: release)
        let lane = pool.serialLane()
        let counter = Counter(on: lane)
        let steps = (0..<20).map { _ in
            Task { _ = await counter.add() }
        }
        while lane.pendingCount < 20, !Task.isCancelled { await Task.yield() }
        let count = try pool.submit { lane.pendingCount }
        release.open()
        #expect(try await count.value >= 17, "the lane ran on while others waited")
        for step in steps { await step.value }
        await pool.awaitShutdown()
    }
}
