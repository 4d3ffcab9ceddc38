// SPDX-License-Identifier: Apache-2.0
// What a job costs: nanoseconds of wall time and of CPU time per job, and how long it takes to begin;
// medians of several rounds, all pools in turns within a round.
//
//     swift run -c release pool-bench [jobs [rounds [workers]]] [pool [table]]
//
// where the last two are the first letters of those wanted. The defaults take about a minute. A round in
// which the hypervisor took more than 2 % of the time is repeated; whether other programs ran here, you
// must know yourself.

import Glibc

@main
struct PoolBench {
    /// How many tasks await jobs at a time.
    static let taskCounts = [1, 8, 30]

    let jobs, rounds, workers: Int
    let wantedPool, wantedTable: String
    private var goals = Goals()

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.compactMap { Int($0) }
        let words = arguments.filter { Int($0) == nil }
        var bench = PoolBench(numbers, words)
        bench.run()
    }

    init(_ numbers: [Int], _ words: [String]) {
        jobs = numbers.first ?? 300_000
        rounds = numbers.dropFirst().first ?? 9
        workers = numbers.dropFirst(2).first ?? 4
        wantedPool = words.first ?? ""
        wantedTable = words.dropFirst().first ?? ""
    }

    mutating func run() {
        print("\(jobs) jobs, \(workers) workers, medians of \(rounds) rounds, ns per job")
        for (title, isCapturing) in [("nothing captured", false), ("a number captured", true)] {
            let all = contestants(jobs: jobs, workers: workers).map { name, body in
                (name, { body(isCapturing) })
            }
            compare(all, title, jobs: jobs)
        }
        for crowd in [1, 8, 30] {
            let trips = jobs / 20 / crowd
            let all = RoundTrip.contestants(trips: trips, crowd: crowd, workers: workers)
            compare(all, "there and back, \(crowd)", jobs: trips * crowd)
        }
        for tasks in Self.taskCounts {
            let trips = jobs / 40 / tasks
            let all = AwaitedRun.contestants(trips: trips, tasks: tasks, workers: workers)
            compare(all, "awaited by \(tasks) at a time", jobs: trips * tasks)
        }
        for pause: useconds_t in [0, 1_000] {
            let count = max(100, jobs / (pause == 0 ? 100 : 1_000))
            let all = WakeUp.contestants(jobs: count, pause: pause, workers: workers)
            compareLatency(all, "wake-up after \(pause) us, us")
        }
        goals.report()
    }

    /// Runs all contestants in turns and prints a table of how long jobs took to begin.
    func compareLatency(_ contestants: [(String, () -> [UInt64])], _ title: String) {
        guard title.hasPrefix(wantedTable) else { return }
        let contestants = contestants.filter { $0.0.hasPrefix(wantedPool) }
        var rounds = Rounds(rounds)
        let figures = rounds.run { contestants.map { Self.quantiles(of: $0.1()) } }
        let heads = ["p50", "p99"].map { Self.pad($0, 8) }
        print("\n" + Self.pad(title, -28) + heads.joined())
        for (place, contestant) in contestants.enumerated() {
            let cells = [0, 1].map { column in
                let median = Self.median(figures.map { $0[place][column] })
                return Self.pad("\((median * 10).rounded() / 10)", 8)
            }
            print(Self.pad(contestant.0, -28) + cells.joined())
        }
        print(rounds.note)
    }

    /// The median and the 99th percentile in microseconds.
    private static func quantiles(of nanoseconds: [UInt64]) -> [Double] {
        let times = nanoseconds.sorted()
        return [0.5, 0.99].map { share in
            Double(times[min(times.count - 1, Int(Double(times.count) * share))]) / 1_000
        }
    }

    private static func median(_ figures: [Double]) -> Double {
        figures.sorted()[figures.count / 2]
    }

    /// Runs all contestants in turns and prints a table.
    mutating func compare(_ contestants: [(String, () -> Void)], _ title: String, jobs: Int) {
        guard title.hasPrefix(wantedTable) else { return }
        let contestants = contestants.filter { $0.0.hasPrefix(wantedPool) }
        var rounds = Rounds(rounds)
        let figures = rounds.run { contestants.map { Self.times(jobs, $0.1) } }
        let heads = ["wall", "least", "CPU"].map { Self.pad($0, 8) }
        print("\n" + Self.pad(title, -28) + heads.joined())
        for (place, contestant) in contestants.enumerated() {
            let walls = figures.map { $0[place].wall }
            let wall = Self.median(walls)
            let cells = [wall, walls.min() ?? 0, Self.median(figures.map { $0[place].cpu })]
            print(
                Self.pad(contestant.0, -28)
                    + cells.map { Self.pad("\(Int($0))", 8) }.joined())
            goals.add(title, contestant.0, wall)
        }
        print(rounds.note)
    }

    /// The nanoseconds of wall time and of CPU time that each of `jobs` jobs of `body` takes.
    private static func times(_ jobs: Int, _ body: () -> Void) -> (wall: Double, cpu: Double) {
        let (wall, cpu) = (seconds(of: CLOCK_MONOTONIC), seconds(of: CLOCK_PROCESS_CPUTIME_ID))
        body()
        let scale = 1e9 / Double(jobs)
        return (
            (seconds(of: CLOCK_MONOTONIC) - wall) * scale,
            (seconds(of: CLOCK_PROCESS_CPUTIME_ID) - cpu) * scale
        )
    }

    static func seconds(of clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Fills up with spaces: at the left, or at the right when `width` is negative.
    static func pad(_ text: String, _ width: Int) -> String {
        let spaces = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? text + spaces : spaces + text
    }
}
