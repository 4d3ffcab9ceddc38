// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

/// A pool that is resized at random beside a model, which knows how many Workers there must be and how
/// many jobs they have got.
@Suite(.endsWithin(minutes: 2)) struct ResizeModelTests {
    private struct Watch: PoolObserver {
        let starts = Tally()
        let ends = Tally()
        func workerDidStart(_ id: Int) { starts.add() }
        func workerWillEnd(_ id: Int) { ends.add() }
    }

    /// The same numbers for the same seed, so that a failure can be had again.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) ^ (state << 31)
        }
    }

    @Test(arguments: 1...4) func aStormOfResizesGoesAsTheModelSays(_ seed: UInt64) throws {
        let (watch, tally) = (Watch(), Tally())
        var (size, jobs, dice) = (2, 0, Dice(state: seed))
        var configuration = ThreadPool.Configuration(size: size)
        configuration.observer = watch
        let pool = try ThreadPool.build(configuration)

        /// Hands over so many jobs that wait for `gate`.
        func hold(_ count: Int, behind gate: Gate) throws {
            let areHeld = Gate(arrivals: count)
            for _ in 0..<count {
                try pool.execute {
                    areHeld.open()
                    gate.wait()
                    tally.add()
                }
            }
            jobs += count
            #expect(areHeld.wait(), "not \(size) jobs at a time, seed \(seed)")
        }
        func resize() throws {
            size = Int.random(in: 1...9, using: &dice)
            try pool.resize(to: size)
        }

        for step in 0..<200 {
            switch Int.random(in: 0..<4, using: &dice) {
            case 0:
                for _ in 0..<Int.random(in: 1...5, using: &dice) { try resize() }
            case 1:
                let burst = Int.random(in: 0...100, using: &dice)
                for _ in 0..<burst { try pool.execute { tally.add() } }
                jobs += burst
                try resize()
            case 2:
                // As many at a time as there are Workers, who are resized while none of them is idle.
                let gate = Gate()
                try hold(size, behind: gate)
                try resize()
                gate.open()
            default:
                try pool.waitUntilIdle()
                #expect(tally.count == jobs, "step \(step), seed \(seed)")
            }
            #expect(pool.size == size, "step \(step), seed \(seed)")
            let isAsModelled = eventually { watch.starts.count - watch.ends.count == size }
            try #require(isAsModelled, "not \(size) threads, step \(step), seed \(seed)")
        }
        let report = pool.shutdown()
        #expect(report.executed == jobs)
        #expect(tally.count == jobs)
        #expect(report.dropped == 0)
        #expect(watch.starts.count == watch.ends.count)
    }
}
