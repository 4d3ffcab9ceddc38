// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Portico

struct ServiceRateTests {
    private let start = ContinuousClock.now

    /// Has handlers that take 100 ms serve one request at a time, every `interval`.
    private func serve(_ rate: inout ServiceRate, _ count: Int, every interval: Duration) {
        for number in 0..<count {
            let begin = start + interval * number
            rate.noteBegun(1, at: begin)
            rate.noteEnded(1, answered: 1, at: begin + .milliseconds(100))
        }
    }

    @Test(arguments: [100, 200, 1_000, 60_000])
    func doesNotDependOnTheTimeBetweenRequests(_ milliseconds: Int) throws {
        var rate = ServiceRate(workers: 1, at: start)
        serve(&rate, 25, every: .milliseconds(milliseconds))
        let perSecond = try #require(rate.perSecond)
        #expect((9.9...10.1).contains(perSecond))
    }

    @Test func countsTheWorkersThatHadNothingToDo() throws {
        var rate = ServiceRate(workers: 4, at: start)
        serve(&rate, 25, every: .milliseconds(200))
        let perSecond = try #require(rate.perSecond)
        #expect((39.0...41.0).contains(perSecond))
    }

    @Test func isMeasuredUnderLoadToo() throws {
        var rate = ServiceRate(workers: 4, at: start)
        rate.noteBegun(100, at: start)
        for tenth in 1...20 {
            rate.noteEnded(4, answered: 4, at: start + .milliseconds(100 * tenth))
        }
        let perSecond = try #require(rate.perSecond)
        #expect((39.0...41.0).contains(perSecond))
    }

    @Test func isNotKnownBeforeAnythingWasMeasured() {
        var rate = ServiceRate(workers: 1, at: start)
        #expect(rate.perSecond == nil)
        rate.noteBegun(1, at: start + .seconds(60))
        rate.noteEnded(1, answered: 1, at: start + .seconds(60))
        #expect(rate.perSecond == nil)
    }

    @Test func doesNotCountRefusalsAsAnswers() throws {
        var rate = ServiceRate(workers: 1, at: start)
        rate.noteBegun(1_000, at: start)
        rate.noteEnded(1_000, answered: 10, at: start + .seconds(1))
        let perSecond = try #require(rate.perSecond)
        #expect((9.9...10.1).contains(perSecond))
    }
}
