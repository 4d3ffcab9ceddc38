// SPDX-License-Identifier: Apache-2.0
import Glibc

/// When requests are due that come from many people who do not know of each other: a Poisson process.
///
/// The same seed gives the same moments, so that every engine is asked alike.
struct ArrivalSchedule: IteratorProtocol {
    private let nanosecondsBetween: Double
    private var moment = 0.0
    private var state: UInt64

    /// A schedule with `rate` requests a second on average.
    init(rate: Double, seed: UInt64) {
        precondition(rate > 0, "a rate of \(rate) requests a second has no schedule")
        nanosecondsBetween = 1e9 / rate
        state = seed
    }

    /// The next moment, in nanoseconds from the start.
    mutating func next() -> UInt64? {
        moment -= log(1 - random()) * nanosecondsBetween
        return UInt64(moment)
    }

    /// From 0 to below 1, by SplitMix64.
    private mutating func random() -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        bits ^= bits >> 31
        return Double(bits >> 11) / Double(1 << 53)
    }
}
