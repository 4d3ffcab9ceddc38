// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// Many pools at a time that end while their last step is being queued or runs: tasks that yield on a
/// pool, and actors on a lane of it.
///
/// Whoever queues a step does not hold the pool: what the pool touches after it has handed the step over
/// may be gone by then.
enum ShortLivedPools {
    /// How a pool ends while its tasks go on.
    private enum Ending: CaseIterable {
        case released
        case shutDown
        case stopped
    }

    static func round(_ trial: Trial) throws(Fault) -> Int {
        let pools = 100
        var random = trial.random
        trial.watch("\(pools) pools", nil)
        let latch = Latch(0)
        for _ in 0..<pools {
            var configuration = ThreadPool.Configuration(size: random.number(1...2))
            configuration.threadName = Tracked.threadName
            guard let pool = try? ThreadPool.build(configuration) else {
                throw Fault("no pool of \(configuration.size) could be made")
            }
            for _ in 0..<random.number(1...4) {
                latch.expect(1)
                start(random.number(0...2), yields: random.number(1...8), on: pool, latch)
            }
            if random.oneIn(2) { SoakThread.pause(microseconds: random.number(0...50)) }
            switch random.pick(Ending.allCases) {
            case .released: break
            case .shutDown: pool.shutdown(.drain)
            case .stopped: pool.shutdown(.immediate)
            }
        }
        latch.wait()
        return pools
    }

    /// Starts a task of the given kind, which counts `latch` down at its end.
    private static func start(_ kind: Int, yields: Int, on pool: ThreadPool, _ latch: Latch) {
        let token = Tracked()
        switch kind {
        case 0:
            Task(executorPreference: pool) {
                for _ in 0..<yields { await Task.yield() }
                withExtendedLifetime(token) { latch.countDown() }
            }
        case 1:
            // Comes back to the pool from a thread that is none of its Workers.
            Task(executorPreference: pool) {
                for _ in 0..<yields { await elsewhere() }
                withExtendedLifetime(token) { latch.countDown() }
            }
        default:
            let tenant = LaneTenant(on: pool)
            Task.detached {
                for _ in 0..<yields { await tenant.step() }
                withExtendedLifetime(token) { latch.countDown() }
            }
        }
    }

    /// Suspends the calling task until a thread of Swift's own resumes it.
    private static func elsewhere() async {
        await withCheckedContinuation { continuation in
            Task.detached(executorPreference: globalConcurrentExecutor) { continuation.resume() }
        }
    }
}
