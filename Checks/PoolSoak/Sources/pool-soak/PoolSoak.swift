// SPDX-License-Identifier: Apache-2.0
// Soaks the thread pool: rounds of one scenario after the other, each with a seed of its own.
//
//     swift run -c release pool-soak [SCENARIO…] [--minutes N] [--seconds N] [--seed N] [--limit N]
//
// Without a name all scenarios run: half of the time is for pools of random configurations, the rest is
// shared by the others. It ends with 1 when a claim did not hold and with 2 when a round took longer
// than `--limit` seconds, and says how to repeat that round.

import Glibc

@main
struct PoolSoak {
    static func main() {
        Output.sayOnCrash()
        do throws(Fault) {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            try PoolSoak(options: options).run()
        } catch {
            Output.say("FAULT: \(error)")
            _exit(1)
        }
    }

    let options: Options
    let detector: HangDetector

    init(options: Options) {
        self.options = options
        detector = HangDetector(limit: .seconds(options.limit))
    }

    func run() throws(Fault) {
        Output.say("pool-soak --seed \(options.seed)")
        let shares = options.scenarios.reduce(0) { $0 + $1.share }
        for scenario in options.scenarios {
            try run(scenario, for: .seconds(options.seconds) * scenario.share / shares)
        }
    }

    /// Runs rounds of `scenario` until its time is over, at least one.
    private func run(_ scenario: Scenario, for time: Duration) throws(Fault) {
        let start = ContinuousClock.now
        var (rounds, jobs) = (0, 0)
        repeat {
            let seed = options.seed &+ UInt64(rounds)
            Output.note(seed: seed)
            do throws(Fault) {
                jobs += try scenario.round(Trial(seed: seed, name: scenario.name, detector))
                detector.begin("releasing after \(scenario.name) --seed \(seed)") { "none" }
                try Tracked.expectNone()
            } catch {
                throw Fault("\(scenario.name) --seed \(seed) --rounds 1: \(error)")
            }
            detector.end()
            rounds += 1
        } while rounds < options.rounds && start.duration(to: .now) < time
        let seconds = (start.duration(to: .now) / .milliseconds(100)).rounded() / 10
        Output.say("\(scenario.name): \(rounds) rounds, \(jobs) jobs in \(seconds) s")
    }
}
