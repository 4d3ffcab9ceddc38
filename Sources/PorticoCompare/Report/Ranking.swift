// SPDX-License-Identifier: Apache-2.0

/// Finds the best engine by a figure.
enum Ranking {
    /// The best of some medians; nil where engines are not ranked by the figure.
    static func best(_ values: [Double], _ figure: Figure) -> Double? {
        guard figure.hasBest, values.count > 1 else { return nil }
        return figure.isBetterHigher ? values.max() : values.min()
    }
}
