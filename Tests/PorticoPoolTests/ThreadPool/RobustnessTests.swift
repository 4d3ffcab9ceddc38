// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 5)) struct RobustnessTests {
    /// In a process of its own, because it would keep a thread from the other tests for long.
    @Test func tenThousandPoolsCanBeMadeUsedAndShutDown() async {
        await #expect(processExitsWith: .success) {
            let (tally, count) = (Tally(), Sanitizer.countOfThreads(10_000))
            for _ in 0..<count {
                let pool = ThreadPool(size: 2)
                try pool.execute { tally.add() }
                await pool.awaitShutdown(.drain)
            }
            #expect(tally.count == count)
        }
    }

    /// Every job is refused, executed or reported dropped, and exactly one of these.
    @Test(arguments: [ThreadPool.ShutdownMode.drain, .immediate])
    func noJobIsLostOrDoubledWhileEightProducersRaceWithAShutdown(
        _ mode: ThreadPool.ShutdownMode
    ) throws {
        for policy in [ThreadPool.FullQueuePolicy.reject, .dropOldest, .wait] {
            for _ in 0..<(Sanitizer.isOn ? 5 : 20) { try raceWithShutdown(mode, policy) }
        }
    }

    private func raceWithShutdown(
        _ mode: ThreadPool.ShutdownMode, _ policy: ThreadPool.FullQueuePolicy
    ) throws {
        var configuration = ThreadPool.Configuration(size: 3)
        (configuration.capacity, configuration.whenFull) = (64, policy)
        let pool = try ThreadPool.build(configuration)
        let fates = (0..<8 * 500).map { _ in (ran: Tally(), dropped: Tally(), refused: Tally()) }
        let areSending = Gate(arrivals: 8)
        let producers = try (0..<8).map { id in
            try PosixThread(name: "producer-\(id)") {
                for number in id * 500..<(id + 1) * 500 {
                    let fate = fates[number]
                    let job = Job(onDrop: { _ in fate.dropped.add() }) { fate.ran.add() }
                    do throws(PoolError) {
                        try pool.execute(contentsOf: [job])
                    } catch {
                        fate.refused.add()
                    }
                    if number == id * 500 + 100 { areSending.open() }
                }
            }
        }
        #expect(areSending.wait())
        pool.shutdown(mode)
        for producer in producers { producer.join() }
        let report = pool.shutdown(.drain)
        #expect(
            fates.allSatisfy { $0.ran.count + $0.dropped.count + $0.refused.count == 1 })
        #expect(fates.reduce(0) { $0 + $1.ran.count } == report.executed)
        let figures = pool.figures
        #expect(
            fates.reduce(0) { $0 + $1.dropped.count }
                == figures.displaced + figures.droppedAtShutdown)
        #expect(
            fates.reduce(0) { $0 + $1.refused.count }
                == figures.rejectedAsFull + figures.rejectedAsShutDown)
        #expect(figures.queued == 0)
    }
}
