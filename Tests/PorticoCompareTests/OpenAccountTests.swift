// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

/// The accounts of an open load, with a clock of the test's own.
struct OpenAccountTests {
    private static let millisecond: UInt64 = 1_000_000

    private func account(
        rate: Double = 1000, seconds: Double = 1, connections: Int = 4,
        _ requests: [ComparedRequest] = [ComparedRequest("/")]
    ) -> OpenAccount {
        OpenAccount(
            ArrivalSchedule(rate: rate, seed: 1), until: UInt64(seconds * 1e9), requests,
            connections: connections)
    }

    /// A server that answers after a tenth of a millisecond, but does nothing from `stall.lowerBound` to
    /// `stall.upperBound`.
    private func run(
        _ account: inout OpenAccount, stall: Range<UInt64>, end: UInt64 = .max
    ) {
        var underWay: [(connection: Int, done: UInt64)] = []
        var now: UInt64 = 0
        while !account.isDone, now < end {
            while let begun = account.begin(at: now) {
                var done = now + Self.millisecond / 10
                if stall.contains(done) || stall.contains(now) { done = stall.upperBound }
                underWay.append((begun.connection, done))
            }
            for answer in underWay where answer.done <= now {
                account.answer(200, on: answer.connection, at: now)
            }
            underWay.removeAll { $0.done <= now }
            now += Self.millisecond / 20
        }
        account.close(at: now)
    }

    /// Requests come all the same while a server stands still, though only four of 4000 are under way.
    @Test func countsAStallForEverybodyWhoWasDueInIt() throws {
        var account = account(seconds: 4)
        run(&account, stall: 1_000_000_000..<2_000_000_000)
        let latency = account.result.latency
        #expect(account.result.answered == account.result.asked)
        #expect((3600...4400).contains(account.result.asked))
        let (p50, p90, p99) = (
            try #require(latency.at(50)), try #require(latency.at(90)), try #require(latency.at(99))
        )
        #expect(p50 < 1000)
        #expect((500_000...700_000).contains(p90), "10 % of 4 s after the stall began: 0.6 s")
        #expect((930_000...980_000).contains(p99), "1 % of 4 s after the stall began: 0.96 s")
        #expect(try #require(account.result.latenessMicros) <= 50.5, "the generator was in time")
    }

    @Test func countsWhatIsNeverAnsweredWithTheTimeUntilTheEnd() throws {
        var account = account(connections: 2)
        run(&account, stall: 0..<UInt64.max / 2, end: 1_250_000_000)
        let result = account.result
        #expect(result.answered == 0 && result.asked > 900)
        #expect(result.unanswered == result.asked)
        let (least, most) = (
            try #require(result.latency.at(0)), try #require(result.latency.at(100))
        )
        #expect(least >= 240_000 && most <= 1_270_000)
        #expect(try #require(result.latency.at(50)) > 600_000)
    }

    @Test func countsFromTheMomentAtWhichARequestWasDue() throws {
        var account = account(rate: 1000, connections: 1)
        let due = try #require(account.nextDue)
        let early = account.begin(at: due - 1)
        #expect(early == nil, "too early")
        let late = due + 7 * Self.millisecond
        let begun = account.begin(at: late)
        let connection = try #require(begun?.connection)
        let another = account.begin(at: late)
        #expect(another == nil, "no connection is free")
        account.answer(200, on: connection, at: late + Self.millisecond)
        account.close(at: late + Self.millisecond)
        let slowest = try #require(account.result.latency.at(100))
        #expect((7900...8100).contains(slowest))
        #expect(try #require(account.result.latenessMicros) > 6900)
    }

    @Test func tellsAnswersRefusalsAndFailuresApart() {
        var account = account(connections: 3)
        for (number, status) in [200, 503, 0].enumerated() {
            let due = account.nextDue ?? 0
            let begun = account.begin(at: due)
            #expect(begun?.connection == number, "the one that is free the longest")
            if status > 0 {
                account.answer(status, on: number, at: due + 1)
            } else {
                account.fail(number, at: due + 1)
            }
            account.fail(number, at: due + 1)
        }
        account.close(at: 0)
        let result = account.result
        #expect(result.asked == 3 && result.answered == 1 && result.refused == 1)
        #expect(result.failed == 1 && result.unanswered == 0)
    }

    @Test func timesWhatIsSlowOnPurposeApart() throws {
        var account = account(MixedScenario().requests)
        run(&account, stall: 0..<0)
        let slow = try #require(account.result.slowLatency)
        #expect(slow.micros.count == Latency.grid.count)
        #expect(account.result.latency.micros.count == Latency.grid.count)
    }

    // MARK: Its parts

    @Test(arguments: [100.0, 20_000]) func comesAtTheRateThatIsAsked(_ rate: Double) throws {
        var schedule = ArrivalSchedule(rate: rate, seed: 7)
        let moments = (0..<10_000).compactMap { _ in schedule.next() }
        let seconds = try #require(moments.last.map { Double($0) / 1e9 })
        #expect(abs(10_000 / seconds / rate - 1) < 0.05)
        let gaps = zip(moments.dropFirst(), moments).map { Double($0 - $1) / 1e9 * rate }
        // Of the gaps of a Poisson process, 1 / e are longer than the mean.
        let long = Double(gaps.count { $0 > 1 }) / 10_000
        #expect((0.34...0.40).contains(long))
    }

    @Test func asksEveryEngineAtTheSameMoments() {
        var (one, same, other) = (
            ArrivalSchedule(rate: 10, seed: 1), ArrivalSchedule(rate: 10, seed: 1),
            ArrivalSchedule(rate: 10, seed: 2)
        )
        let moments = (0..<100).map { _ in one.next() }
        #expect(moments == (0..<100).map { _ in same.next() })
        #expect(moments != (0..<100).map { _ in other.next() })
    }

    @Test func keepsTimesToTwoPercent() {
        for exponent in 0..<40 {
            for factor in [1.0, 1.3, 1.999] {
                let time = UInt64(factor * Double(UInt64(1) << exponent))
                let middle = LatencyHistogram.middle(of: LatencyHistogram.bucket(of: time))
                #expect(abs(middle - Double(time)) <= max(1, Double(time) * 0.016), "\(time)")
            }
        }
        #expect(LatencyHistogram.bucket(of: .max) < 59 * 64)
        let buckets = (0..<100_000).map { LatencyHistogram.bucket(of: $0) }
        #expect(buckets == buckets.sorted() && Set(buckets).count == (buckets.last ?? 0) + 1)
    }

    @Test func ranksWhatWasCounted() throws {
        var histogram = LatencyHistogram()
        for time in 1...1000 { histogram.add(UInt64(time) * 1_000_000) }
        #expect(histogram.count == 1000)
        #expect(abs(try #require(histogram.latency.at(50)) / 500_000 - 1) < 0.016)
        #expect(abs(try #require(histogram.latency.at(99)) / 990_000 - 1) < 0.016)
        #expect(LatencyHistogram().latency.at(50) == nil)
    }
}
