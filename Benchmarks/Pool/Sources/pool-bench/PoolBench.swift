// SPDX-License-Identifier: Apache-2.0
// What a job costs: nanoseconds of wall time and of CPU time per job, and how long it takes to begin;
// medians of several rounds, all pools in turns within a round.
//
//     swift run -c release pool-bench [jobs [rounds [workers]]] [pool [table]]
//
// where the last two are the first letters of those wanted.

import Glibc

@main
struct PoolBench {
    let jobs, rounds, workers: Int
    let wantedPool, wantedTable: String

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.compactMap { Int($0) }
        let words = arguments.filter { Int($0) == nil }
        let bench = PoolBench(
            jobs: numbers.first ?? 1_000_000,
            rounds: numbers.dropFirst().first ?? 7,
            workers: numbers.dropFirst(2).first ?? 4,
            wantedPool: words.first ?? "",
            wantedTable: words.dropFirst().first ?? "")
        bench.run()
    }

    func run() {
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
        for tasks in [1, 8] {
            let trips = jobs / 40 / tasks
            let all = AwaitedRun.contestants(trips: trips, tasks: tasks, workers: workers)
            compare(all, "awaited by \(tasks) at a time", jobs: trips * tasks)
        }
        for pause: useconds_t in [0, 1_000] {
            let count = max(100, jobs / (pause == 0 ? 100 : 1_000))
            let all = WakeUp.contestants(jobs: count, pause: pause, workers: workers)
            compareLatency(all, "wake-up after \(pause) us, us")
        }
    }

    /// Runs all contestants in turns and prints a table of how long jobs took to begin.
    func compareLatency(_ contestants: [(String, () -> [UInt64])], _ title: String) {
        guard title.hasPrefix(wantedTable) else { return }
        let contestants = contestants.filter { $0.0.hasPrefix(wantedPool) }
        var quantiles = contestants.map { _ in [[Double](), []] }
        for round in 0...rounds {
            for (index, contestant) in contestants.enumerated() {
                let times = contestant.1().sorted()
                guard round > 0 else { continue }
                for (column, share) in [0.5, 0.99].enumerated() {
                    let place = min(times.count - 1, Int(Double(times.count) * share))
                    quantiles[index][column].append(Double(times[place]) / 1_000)
                }
            }
        }
        let heads = ["p50", "p99"].map { Self.pad($0, 8) }
        print("\n" + Self.pad(title, -28) + heads.joined())
        for (contestant, columns) in zip(contestants, quantiles) {
            let cells = columns.map { column in
                Self.pad("\((column.sorted()[column.count / 2] * 10).rounded() / 10)", 8)
            }
            print(Self.pad(contestant.0, -28) + cells.joined())
        }
    }

    /// Runs all contestants in turns and prints a table; the first round is not counted.
    func compare(_ contestants: [(String, () -> Void)], _ title: String, jobs: Int) {
        guard title.hasPrefix(wantedTable) else { return }
        let contestants = contestants.filter { $0.0.hasPrefix(wantedPool) }
        var walls: [[Double]] = Array(repeating: [], count: contestants.count)
        var cpus = walls
        for round in 0...rounds {
            for (index, contestant) in contestants.enumerated() {
                let wall = Self.seconds(of: CLOCK_MONOTONIC)
                let cpu = Self.seconds(of: CLOCK_PROCESS_CPUTIME_ID)
                contestant.1()
                guard round > 0 else { continue }
                let scale = 1e9 / Double(jobs)
                walls[index].append((Self.seconds(of: CLOCK_MONOTONIC) - wall) * scale)
                cpus[index].append((Self.seconds(of: CLOCK_PROCESS_CPUTIME_ID) - cpu) * scale)
            }
        }
        let heads = ["wall", "least", "CPU"].map { Self.pad($0, 8) }
        print("\n" + Self.pad(title, -28) + heads.joined())
        for (index, contestant) in contestants.enumerated() {
            let (wall, cpu) = (walls[index].sorted(), cpus[index].sorted())
            let figures = [wall[wall.count / 2], wall[0], cpu[cpu.count / 2]]
            let cells = figures.map { Self.pad("\(Int($0))", 8) }
            print(Self.pad(contestant.0, -28) + cells.joined())
        }
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
