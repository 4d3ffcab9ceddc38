// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

struct NumbersTests {
    @Test(arguments: [
        (0.0, "0"), (0.0123, "0.012"), (0.5, "0.50"), (3.14159, "3.14"), (9.994, "9.99"),
        (9.996, "10.0"), (27.25, "27.3"), (99.96, "100"), (1234.5, "1235"),
    ])
    func keepsTheDigitsThatCount(_ value: Double, _ text: String) {
        #expect(Numbers.significant(value) == text)
    }

    @Test(arguments: [
        (0.0, "0"), (12, "12"), (12.44, "12.4"), (942.3, "942"), (9999, "9999"), (9999.6, "10.0k"),
        (12_345, "12.3k"), (999_499, "999k"), (999_600, "1.00M"), (8_750_000, "8.75M"),
    ])
    func shortensCounts(_ value: Double, _ text: String) {
        #expect(Numbers.count(value) == text)
    }

    @Test(arguments: [
        (8.21, "8.21µs"), (999.4, "999µs"), (999.6, "1.00ms"), (1204, "1.20ms"),
        (98_700, "98.7ms"), (999_600, "1.00s"), (12_300_000, "12.3s"),
    ])
    func givesTimesAUnit(_ value: Double, _ text: String) {
        #expect(Numbers.micros(value) == text)
    }

    @Test(arguments: [
        (1.005, 0, "1"), (1.5, 0, "2"), (0.05, 1, "0.1"), (12.0449, 2, "12.04"), (-0.04, 1, "0.0"),
        (-1.25, 1, "-1.3"),
    ])
    func roundsToPlaces(_ value: Double, _ places: Int, _ text: String) {
        #expect(Numbers.decimal(value, places: places) == text)
    }
}
