// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

struct QuantilesTests {
    @Test(arguments: [
        ([3.0], 3.0, 3.0, 3.0), ([5, 1, 3], 3, 1, 5), ([4, 1, 3, 2], 2.5, 1, 4),
        ([1, 1, 9], 1, 1, 9),
    ])
    func findsTheMiddleAndTheEnds(
        _ values: [Double], _ median: Double, _ lowest: Double, _ highest: Double
    ) throws {
        let quantiles = try #require(Quantiles(values))
        #expect(quantiles.median == median)
        #expect(quantiles.lowest == lowest)
        #expect(quantiles.highest == highest)
    }

    @Test func knowsNothingOfNothing() {
        #expect(Quantiles([]) == nil)
    }

    @Test func overlapsWhatItsRangeReachesInto() throws {
        let low = try #require(Quantiles([1, 2, 3]))
        let middle = try #require(Quantiles([3, 4, 5]))
        let high = try #require(Quantiles([4, 5, 6]))
        #expect(low.overlaps(middle) && middle.overlaps(low))
        #expect(middle.overlaps(high))
        #expect(!low.overlaps(high) && !high.overlaps(low))
    }
}
