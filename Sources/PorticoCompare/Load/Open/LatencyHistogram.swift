// SPDX-License-Identifier: Apache-2.0

/// How often something took how long, in fixed memory: a bucket is at most 1.6 % wide.
///
/// 64 buckets for each power of two of nanoseconds; below 64 ns, one for each nanosecond.
struct LatencyHistogram: Equatable {
    private static let bits: UInt64 = 6
    private static let perPower = 1 << bits

    private var counts = [Int](repeating: 0, count: (65 - Int(bits)) * perPower)
    /// How many times were counted.
    private(set) var count = 0

    mutating func add(_ nanoseconds: UInt64) {
        counts[Self.bucket(of: nanoseconds)] += 1
        count += 1
    }

    /// The percentiles of all.
    var latency: Latency {
        Latency(
            counting: counts.indices.filter { counts[$0] > 0 }.map {
                (micros: Self.middle(of: $0) / 1000, count: counts[$0])
            })
    }

    static func bucket(of nanoseconds: UInt64) -> Int {
        guard nanoseconds >= perPower else { return Int(nanoseconds) }
        let exponent = UInt64(63 - nanoseconds.leadingZeroBitCount)
        let shift = exponent - bits
        return Int(shift + 1) * perPower + Int(nanoseconds >> shift) - perPower
    }

    /// The time in the middle of a bucket, in nanoseconds.
    static func middle(of bucket: Int) -> Double {
        guard bucket >= perPower else { return Double(bucket) }
        let shift = bucket / perPower - 1
        let lowest = Double(perPower + bucket % perPower)
        return (lowest + 0.5) * Double(UInt64(1) << UInt64(shift))
    }
}
