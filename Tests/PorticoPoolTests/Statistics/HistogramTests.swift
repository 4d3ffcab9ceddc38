// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

@Suite(.endsWithin(minutes: 1)) struct HistogramTests {
    @Test func everyTimeFallsIntoABucketThatEndsAtMostAQuarterLater() {
        var times: [UInt64] = Array(0...4_000)
        for power in 12...62 { times += [(1 << power) - 1, 1 << power, 3 << (power - 1)] }
        for time in times {
            let bucket = Histogram.bucket(of: time)
            let end = Histogram.upperBound(of: bucket)
            #expect(end >= time && end <= time + time / 4)
            if bucket > 0 { #expect(Histogram.upperBound(of: bucket - 1) < time) }
        }
        #expect(Histogram.bucket(of: .max) == Histogram.bucketCount - 1)
    }

    @Test func aQuantileIsWhatSoManyDidNotExceed() {
        let live = LiveHistogram()
        #expect(live.snapshot.quantile(0.5) == nil)
        for time in 1...3 { live.add(nanoseconds: UInt64(time)) }
        live.add(nanoseconds: 1_000_000)
        let histogram = live.snapshot
        #expect(histogram.count == 4)
        #expect(histogram.quantile(0) == .nanoseconds(1))
        #expect(histogram.quantile(0.5) == .nanoseconds(2))
        #expect(histogram.quantile(0.75) == .nanoseconds(3))
        #expect(histogram.quantile(1).map { $0 >= .milliseconds(1) } == true)
    }

    @Test func twoHistogramsAddUp() {
        let live = LiveHistogram()
        live.add(nanoseconds: 7)
        var sum = live.snapshot
        sum.add(live.snapshot)
        #expect(sum.count == 2)
    }
}
