// SPDX-License-Identifier: Apache-2.0

/// What the pool is to reach, compared with what was measured: nanoseconds per job, or a ratio.
struct Goals {
    /// Medians of the wall time in nanoseconds, by table and contestant.
    private var medians: [String: [String: Double]] = [:]

    /// Remembers one row of a table.
    mutating func add(_ table: String, _ contestant: String, _ nanoseconds: Double) {
        medians[table, default: [:]][contestant] = nanoseconds
    }

    private struct Goal {
        let text: String
        let limit: Double
        let figure: Double?
    }

    private func median(_ table: String, _ contestant: String) -> Double? {
        medians[table]?.first { $0.key.hasPrefix(contestant) }?.value
    }

    private func ratio(_ table: String, to contestant: String) -> Double? {
        guard let ours = median(table, "PorticoPool"), let theirs = median(table, contestant)
        else { return nil }
        return ours / theirs
    }

    private var all: [Goal] {
        let empty = "nothing captured"
        var goals = [
            Goal(
                text: "empty job in batches, ns", limit: 80,
                figure: median(empty, "PorticoPool, batches")),
            Goal(
                text: "empty job singly, ns", limit: 130,
                figure: median(empty, "PorticoPool, singly")),
            Goal(
                text: "job with a captured value, ns", limit: 200,
                figure: median("a number captured", "PorticoPool, singly")),
            Goal(
                text: "there and back, 30 at a time, ns", limit: 400,
                figure: median("there and back, 30", "PorticoPool")),
        ]
        for tasks in PoolBench.taskCounts {
            let table = "awaited by \(tasks) at a time"
            goals.append(
                Goal(
                    text: "run from \(tasks) tasks, times Dispatch", limit: 1.15,
                    figure: ratio(table, to: "Dispatch")))
            goals.append(
                Goal(
                    text: "run from \(tasks) tasks, times NIO", limit: 1,
                    figure: ratio(table, to: "NIO")))
        }
        return goals
    }

    /// Prints every goal of which there are figures, and what measuring times costs.
    func report() {
        let goals = all.filter { $0.figure != nil }
        guard !goals.isEmpty else { return }
        print("\n" + PoolBench.pad("goals", -36) + "measured   at most")
        for goal in goals {
            guard let figure = goal.figure else { continue }
            let shown = (figure * 100).rounded() / 100
            print(
                PoolBench.pad(goal.text, -36) + PoolBench.pad("\(shown)", 8)
                    + PoolBench.pad("\(goal.limit)", 10) + (figure > goal.limit ? "   MISSED" : ""))
        }
        for table in ["nothing captured", "a number captured"] {
            guard let on = median(table, "PorticoPool, times"),
                let off = median(table, "PorticoPool, singly")
            else { continue }
            print("times measured, \(table): \(Int(on - off)) ns dearer per job")
        }
    }
}
