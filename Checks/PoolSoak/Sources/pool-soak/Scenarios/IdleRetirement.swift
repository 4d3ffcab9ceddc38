// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// Two senders whose pauses are about as long as the idle time after which Workers retire.
///
/// Each sender waits until all its jobs have run: a message that nobody is woken for hangs it.
enum IdleRetirement {
    static func round(_ trial: Trial) throws(Fault) -> Int {
        var random = trial.random
        let idleMicroseconds = random.pick([500, 1_000, 2_000])
        var configuration = ThreadPool.Configuration(size: random.number(1...2))
        configuration.maximumSize = configuration.size + random.pick([1, 3, 7])
        configuration.idleTime = .microseconds(idleMicroseconds)
        configuration.threadName = Tracked.threadName
        guard let pool = try? ThreadPool.build(configuration) else {
            throw Fault("no pool of \(configuration.size) could be made")
        }
        trial.watch(
            "size \(configuration.size) to \(configuration.maximumSize ?? 0), "
                + "idle time \(configuration.idleTime)", pool)
        let generators = [random.fork(), random.fork()]
        let sent = Lock(0)
        SoakThread.together(generators.count) { number in
            var random = generators[number]
            for _ in 0..<5 {
                // A crowd makes the pool grow; lone jobs leave those idle that came.
                var crowds = [random.number(2...40)]
                crowds += Array(
                    repeating: random.number(1...2), count: random.number(0...idleMicroseconds / 4))
                for count in crowds { send(count, to: pool) }
                sent.change { $0 += crowds.reduce(0, +) }
                if random.oneIn(4) {
                    SoakThread.pause(microseconds: random.number(0...2 * idleMicroseconds))
                }
            }
        }
        pool.shutdown()
        let jobs = sent.withLock { $0 }
        try Fault.unlessEqual("executed", pool.figures.executed, jobs)
        return jobs
    }

    /// Queues `count` short jobs one by one, and returns when they have run.
    private static func send(_ count: Int, to pool: ThreadPool) {
        let latch = Latch(count)
        for _ in 0..<count {
            do throws(PoolError) {
                try pool.execute { latch.countDown() }
            } catch {
                preconditionFailure("an open pool without bounds refused a job: \(error)")
            }
        }
        latch.wait()
    }
}
