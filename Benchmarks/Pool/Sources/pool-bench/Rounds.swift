// SPDX-License-Identifier: Apache-2.0

/// Runs rounds, and repeats one during which too much time was stolen.
struct Rounds {
    /// More than this share of the time, and a round says nothing.
    private static let mostStolen = 0.02
    private static let mostRepeats = 10

    let count: Int
    /// The share of stolen time of every round that counts, in percent.
    private(set) var stolen: [Double] = []
    private(set) var repeats = 0

    init(_ count: Int) {
        self.count = count
    }

    /// What `round` measures, round by round; the first one only warms up.
    mutating func run<Figures>(_ round: () -> Figures) -> [Figures] {
        _ = round()
        var all: [Figures] = []
        while all.count < count {
            let start = StolenTime.now
            let figures = round()
            let share = StolenTime.now.share(since: start)
            if share > Self.mostStolen, repeats < Self.mostRepeats {
                repeats += 1
                continue
            }
            all.append(figures)
            stolen.append((share * 1_000).rounded() / 10)
        }
        return all
    }

    /// What a reader must know of the machine to believe a table.
    var note: String {
        let repeated = repeats == 0 ? "" : "; repeated: \(repeats)"
        return "    stolen by the hypervisor, % of each round: "
            + stolen.map { "\($0)" }.joined(separator: " ") + repeated
    }
}
