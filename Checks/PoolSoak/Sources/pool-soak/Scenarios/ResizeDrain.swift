// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// Resizes that race `shutdown(.drain)`: every accepted job runs, and whoever awaits one goes on.
enum ResizeDrain {
    static func round(_ trial: Trial) throws(Fault) -> Int {
        var random = trial.random
        let size = random.number(1...4)
        var configuration = ThreadPool.Configuration(size: size)
        configuration.threadName = Tracked.threadName
        guard let pool = try? ThreadPool.build(configuration) else {
            throw Fault("no pool of \(size) could be made")
        }
        trial.watch("size \(size)", pool)
        let (ran, accepted) = (Lock(0), Lock(0))
        let generators = (0..<3).map { _ in random.fork() }
        let pause = random.number(0...300)
        let awaited = random.oneIn(2) ? Latch(0) : nil
        let threads = generators.enumerated().map { number, generator in
            SoakThread {
                if number == 0 {
                    resize(pool, generator)
                } else {
                    accepted.change { $0 += send(to: pool, ran, awaited) }
                }
            }
        }
        SoakThread.pause(microseconds: pause)
        let report = pool.shutdown(.drain)
        for thread in threads { thread.join() }
        awaited?.wait()
        let (expected, counted) = (accepted.withLock { $0 }, ran.withLock { $0 })
        guard counted == expected, report.dropped == 0, report.abandoned == 0 else {
            throw Fault(
                "accepted \(expected), ran \(counted), dropped \(report.dropped), "
                    + "abandoned \(report.abandoned), queued \(pool.figures.queued)")
        }
        return expected
    }

    /// Resizes until the pool takes no more jobs, and a few times afterwards.
    private static func resize(_ pool: ThreadPool, _ generator: SeededGenerator) {
        var random = generator
        for _ in 0..<60 {
            // The system may refuse a thread; then the pool goes on with those that it has.
            try? pool.resize(to: random.number(1...4))
            if random.oneIn(4) { SoakThread.pause(microseconds: random.number(0...20)) }
        }
    }

    /// Queues jobs until the pool is shut down, at most a thousand; a task awaits one in ten of them,
    /// if there is an `awaited` to count them.
    private static func send(to pool: ThreadPool, _ ran: Lock<Int>, _ awaited: Latch?) -> Int {
        for number in 0..<1_000 {
            if number % 10 == 9, let awaited { awaitOne(pool, awaited) }
            do throws(PoolError) {
                try pool.execute { ran.change { $0 += 1 } }
            } catch {
                return number
            }
        }
        return 1_000
    }

    private static func awaitOne(_ pool: ThreadPool, _ awaited: Latch) {
        awaited.expect(1)
        Task {
            // Refused after the shutdown; what counts is that the call returns.
            try? await pool.run {}
            awaited.countDown()
        }
    }
}
