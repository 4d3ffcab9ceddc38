// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

/// Accepted jobs that nobody ran: what Workers that come and go had made of them.
@Suite(.endsWithin(minutes: 4)) struct LostWorkTests {
    @Test func sendersLoseNothingToWorkersThatRetireForIdleness() throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = 4
        configuration.idleTime = .milliseconds(1)
        let pool = try ThreadPool.build(configuration)
        let lost = Tally()
        let end = ContinuousClock.now + .seconds(5)
        let senders = try (0..<2).map { id in
            try PosixThread(name: "sender-\(id)") {
                var round = 0
                while ContinuousClock.now < end, lost.count == 0 {
                    round += 1
                    let jobs = round % 7 + 1
                    let areDone = Gate(arrivals: jobs)
                    for _ in 0..<jobs { try? pool.execute { areDone.open() } }
                    if !areDone.wait(atMost: 10) { lost.add() }
                }
            }
        }
        for sender in senders { sender.join() }
        #expect(lost.count == 0, "\(pool.figures)")
        pool.shutdown(.immediate)
    }

    @Test func aDrainLosesNothingToResizesThatRaceIt() throws {
        for round in 0..<Sanitizer.countOfThreads(1_500) {
            let (pool, ran) = (ThreadPool(size: 1), Tally())
            let (isResizing, isOver) = (Gate(), Gate())
            let resizer = try PosixThread(name: "resizer") {
                var size = round
                while !isOver.isOpen {
                    size += 1
                    try? pool.resize(to: size % 4 + 1)
                    isResizing.open()
                }
            }
            #expect(isResizing.wait())
            for _ in 0..<round % 200 { try pool.execute { ran.add() } }
            let closer = try PosixThread(name: "closer") { pool.shutdown(.drain) }
            closer.join()
            isOver.open()
            resizer.join()
            try #require(ran.count == round % 200, "round \(round): \(pool.figures)")
            try #require(pool.queuedCount == 0)
        }
    }

    @Test func aTaskThatAwaitsItsJobMakesThePoolGrow() async throws {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = 2
        let (pool, release) = (try ThreadPool.build(configuration), Gate())
        try occupy(pool, workers: 1, until: release)
        #expect(try await pool.run { Worker.currentID } == 1)
        #expect(try await pool.submit { 3 }.value == 3)
        release.open()
        await pool.awaitShutdown()
    }

    @Test func aWorkerMayBeIdleForAsLongAsItsTime() throws {
        struct Watch: PoolObserver {
            let starts = Tally()
            func workerDidStart(_ id: Int) { starts.add() }
        }
        let watch = Watch()
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = 4
        configuration.idleTime = .seconds(600)
        configuration.observer = watch
        let pool = try ThreadPool.build(configuration)
        for _ in 0..<20 {
            let met = Gate(arrivals: 4)
            for _ in 0..<4 {
                try pool.execute {
                    met.open()
                    met.wait()
                }
            }
            #expect(met.wait())
            try pool.waitUntilIdle()
        }
        #expect(watch.starts.count == 4)
        #expect(pool.size == 4)
        pool.shutdown()
    }
}
