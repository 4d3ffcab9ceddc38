// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// `for … { try await pool.run {} }`, the first thing that anybody tries.
enum RunLoop {
    static func round(_ trial: Trial) throws(Fault) -> Int {
        var random = trial.random
        let (size, tasks) = (random.number(1...8), random.number(1...8))
        var configuration = ThreadPool.Configuration(size: size)
        configuration.threadName = Tracked.threadName
        guard let pool = try? ThreadPool.build(configuration) else {
            throw Fault("no pool of \(size) could be made")
        }
        // Long enough for whatever each call leaves behind for the next one to pile up.
        let trips = random.oneIn(4) ? 20_000 : 500
        trial.watch("size \(size), tasks \(tasks), trips \(trips)", pool)
        let (latch, errors) = (Latch(tasks), Lock<[String]>([]))
        for _ in 0..<tasks {
            Task {
                do {
                    for trip in 0..<trips { try await run(trip, on: pool) }
                } catch {
                    errors.change { $0.append("\(error)") }
                }
                latch.countDown()
            }
        }
        latch.wait()
        pool.shutdown()
        try errors.withLock { $0.first }.map { text throws(Fault) in throw Fault(text) }
        try Fault.unlessEqual("executed", pool.figures.executed, tasks * trips)
        return tasks * trips
    }

    private static func run(_ trip: Int, on pool: ThreadPool) async throws {
        if trip % 2 == 0 {
            try await pool.run {}
        } else {
            let token = Tracked()
            let value = try await pool.run { withExtendedLifetime(token) { trip } }
            try Fault.unlessEqual("the value of run", value, trip)
        }
    }
}
