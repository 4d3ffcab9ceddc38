// SPDX-License-Identifier: Apache-2.0

/// The middle and the ends of some measurements.
package struct Quantiles: Sendable, Equatable {
    /// The one in the middle; with an even number of them, the mean of the two in the middle.
    package let median: Double
    /// The smallest.
    package let lowest: Double
    /// The largest.
    package let highest: Double

    /// Sums up; nil when there is nothing to.
    package init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        lowest = first
        highest = last
        median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// Whether both could well be the same: one's range reaches into the other's.
    package func overlaps(_ other: Quantiles) -> Bool {
        lowest <= other.highest && other.lowest <= highest
    }
}
