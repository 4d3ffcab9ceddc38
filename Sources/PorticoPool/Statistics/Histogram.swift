// SPDX-License-Identifier: Apache-2.0

/// How often something took how long.
///
/// The buckets are fixed: four for each power of two of nanoseconds, so a time that is read from a
/// histogram is at most a quarter too long.
public struct Histogram: Sendable, Equatable {
    static let bucketCount = 252

    var counts = [Int](repeating: 0, count: bucketCount)

    /// Makes a histogram of nothing.
    public init() {}

    /// How many times were measured.
    public var count: Int { counts.reduce(0, +) }

    /// The time that a share of all did not exceed: 0.5 for the median, 1 for the longest.
    ///
    /// The upper end of the bucket that it falls into; nil when nothing was measured. Traps when
    /// `share` is not in 0 to 1.
    public func quantile(_ share: Double) -> Duration? {
        precondition((0...1).contains(share), "a share of all is between 0 and 1")
        let rank = max(1, Int((share * Double(count)).rounded(.up)))
        var passed = 0
        for (index, count) in counts.enumerated() {
            passed += count
            if passed >= rank { return .nanoseconds(Self.upperBound(of: index)) }
        }
        return nil
    }

    /// Adds what another histogram has counted.
    public mutating func add(_ other: Histogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// The bucket of a time in nanoseconds.
    static func bucket(of nanoseconds: UInt64) -> Int {
        guard nanoseconds >= 4 else { return Int(nanoseconds) }
        let exponent = 63 - nanoseconds.leadingZeroBitCount
        return (exponent - 1) * 4 + Int((nanoseconds >> UInt64(exponent - 2)) & 3)
    }

    /// The longest time that falls into a bucket, in nanoseconds.
    static func upperBound(of bucket: Int) -> Int64 {
        guard bucket >= 4 else { return Int64(bucket) }
        let (exponent, quarter) = (bucket / 4 + 1, UInt64(bucket % 4))
        let lower = (4 + quarter) << UInt64(exponent - 2)
        return Int64(clamping: lower + (1 << UInt64(exponent - 2)) - 1)
    }
}
