// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// What one pool is like and what is done to it, all of it decided by a seed.
struct PoolPlan: Sendable, CustomStringConvertible {
    var configuration: ThreadPool.Configuration
    let ending: PoolEnding
    /// When the pool is ended, in microseconds after its start; nil when all senders have ended.
    let life: Int?
    let senders: Int
    let jobsPerSender: Int
    /// Tasks that call `run`.
    let runTasks: Int
    /// Tasks that prefer the pool as their executor, and actors on lanes.
    let stepTasks: Int
    let resizes: Bool
    let cancels: Bool
    let deadlines: Bool
    /// Some jobs last until the pool has been ended.
    let holds: Bool
    let waitsUntilIdle: Bool

    init(_ random: inout SeededGenerator) {
        configuration = Self.configuration(&random)
        ending = random.pick(PoolEnding.allCases)
        let endsByTime = ending.endsByTime || (ending != .released && random.oneIn(2))
        life = endsByTime ? random.number(0...5_000) : nil
        senders = random.number(1...6)
        jobsPerSender = random.pick([10, 50, 200])
        runTasks = random.oneIn(2) ? random.number(1...4) : 0
        stepTasks = random.oneIn(3) ? random.number(1...4) : 0
        resizes = random.oneIn(3)
        cancels = random.oneIn(2)
        deadlines = random.oneIn(2)
        holds = ending.endsByTime && random.oneIn(2)
        waitsUntilIdle = !holds && random.oneIn(4)
    }

    private static func configuration(
        _ random: inout SeededGenerator
    ) -> ThreadPool.Configuration {
        var configuration = ThreadPool.Configuration(size: random.number(1...6))
        configuration.threadName = Tracked.threadName
        if random.oneIn(2) {
            configuration.maximumSize = configuration.size + random.number(0...6)
            configuration.idleTime = .microseconds(random.pick([0, 200, 1_000, 3_000, 1_000_000]))
        }
        if random.oneIn(2) {
            configuration.capacity = random.pick([1, 2, 10, 100])
            configuration.whenFull = random.pick([.reject, .dropOldest, .wait, .callerRuns])
        }
        configuration.measuresTimes = random.oneIn(4)
        if random.oneIn(6) { configuration.jobTimeLimit = .microseconds(random.pick([1, 500])) }
        return configuration
    }

    var description: String {
        """
        size \(configuration.size) to \(configuration.maximumSize ?? configuration.size), \
        idle time \(configuration.idleTime), capacity \(configuration.capacity ?? -1), \
        when full \(configuration.whenFull), times \(configuration.measuresTimes), \
        time limit \(configuration.jobTimeLimit.map { "\($0)" } ?? "none"), \
        ending \(ending) after \(life.map { "\($0) us" } ?? "the senders"), \
        senders \(senders) of \(jobsPerSender) jobs, run tasks \(runTasks), \
        step tasks \(stepTasks), resizes \(resizes), cancels \(cancels), deadlines \(deadlines), \
        holds \(holds), waits until idle \(waitsUntilIdle)
        """
    }
}
