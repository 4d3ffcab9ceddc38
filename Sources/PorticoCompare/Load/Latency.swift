// SPDX-License-Identifier: Apache-2.0

/// How long answers took: microseconds at the percentiles of ``grid``.
package struct Latency: Sendable, Equatable, Codable {
    /// The percentiles that are kept, dense where the tail is.
    package static let grid = [
        0, 1, 5, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99, 100,
    ]

    /// One value for each percentile of the grid; empty when there was no answer.
    package var micros: [Double]

    /// Nothing, or what stands in a report.
    package init(micros: [Double] = []) {
        self.micros = micros
    }

    /// The percentiles of single measurements, by the nearest rank.
    package init(sorting values: [Double]) {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { self.init(); return }
        self.init(
            micros: Self.grid.map { percent in
                sorted[Self.rank(of: percent, among: sorted.count) - 1]
            })
    }

    /// The percentiles of a histogram: a count of answers for each time.
    package init(counting buckets: [(micros: Double, count: Int)]) {
        let sorted = buckets.filter { $0.count > 0 }.sorted { $0.micros < $1.micros }
        let total = sorted.reduce(0) { $0 + $1.count }
        guard total > 0 else { self.init(); return }
        var micros: [Double] = []
        var (index, seen) = (0, sorted[0].count)
        for percent in Self.grid {
            let rank = Self.rank(of: percent, among: total)
            while seen < rank {
                index += 1
                seen += sorted[index].count
            }
            micros.append(sorted[index].micros)
        }
        self.init(micros: micros)
    }

    /// The value at a percentile of the grid; nil when there was no answer.
    package func at(_ percent: Double) -> Double? {
        guard let index = Self.grid.firstIndex(of: percent), index < micros.count else {
            return nil
        }
        return micros[index]
    }

    /// The nearest rank, from 1: this many values are not larger.
    private static func rank(of percent: Double, among count: Int) -> Int {
        // 99.9 % of 1000 is a little more than 999 in binary.
        let exact = percent * Double(count) / 100 - 1e-6
        return min(count, max(1, Int(exact.rounded(.up))))
    }
}
