// SPDX-License-Identifier: Apache-2.0

/// The order in which requests with weights follow each other, again and again.
///
/// Each comes as often as its weight says, as evenly spread as it can be, and always at the same places.
struct RequestCycle: Equatable {
    /// An index into the weights for each place of the cycle.
    let order: [Int]

    /// A cycle of at most the sum of `weights`, which are positive.
    init(weights: [Int]) {
        let divisor = weights.reduce(0, Self.commonDivisor)
        let shares = weights.map { $0 / max(1, divisor) }
        let total = shares.reduce(0, +)
        var credits = shares.map { _ in 0 }
        var order: [Int] = []
        for _ in 0..<total {
            for index in credits.indices { credits[index] += shares[index] }
            // The first of those that have waited longest.
            let next = credits.indices.max {
                credits[$0] < credits[$1] || credits[$0] == credits[$1] && $0 > $1
            }
            guard let next else { break }
            credits[next] -= total
            order.append(next)
        }
        self.order = order
    }

    private static func commonDivisor(_ one: Int, _ other: Int) -> Int {
        other == 0 ? one : commonDivisor(other, one % other)
    }
}
