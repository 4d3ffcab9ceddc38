// SPDX-License-Identifier: Apache-2.0

/// Who does best.
enum Ranking {
    /// The best of some medians; nil where there is no contest.
    static func best(_ values: [Double], _ figure: Figure) -> Double? {
        guard figure.hasBest, values.count > 1 else { return nil }
        return figure.isBetterHigher ? values.max() : values.min()
    }
}
