// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Portico

struct LineThrottleTests {
    private let start = ContinuousClock.now

    private func admitted(
        _ throttle: inout LineThrottle, _ kind: String, _ count: Int, after time: Duration = .zero
    ) -> Int {
        (0..<count).count { _ in throttle.admits(kind, .error, at: start + time) }
    }

    @Test func letsFewLinesOfAKindThroughInASecond() {
        var throttle = LineThrottle()
        #expect(admitted(&throttle, "a", 1000) == LineThrottle.limit)
        #expect(admitted(&throttle, "b", 5) == 5)
        #expect(admitted(&throttle, "a", 1000, after: .milliseconds(999)) == 0)
        #expect(admitted(&throttle, "a", 1000, after: .seconds(1)) == LineThrottle.limit)
    }

    @Test func countsWhatItLeavesOut() {
        var throttle = LineThrottle()
        #expect(!throttle.isCounting)
        _ = admitted(&throttle, "a", 1000)
        #expect(throttle.isCounting)
        #expect(throttle.takeSummaries(at: start).isEmpty, "the second is not over")
        _ = admitted(&throttle, "a", 30, after: .seconds(2))
        let first = throttle.takeSummaries(at: start + .seconds(2))
        #expect(first.map(\.leftOut) == [1000 - LineThrottle.limit])
        #expect(first.map(\.kind) == ["a"])
        #expect(first.map(\.level) == [.error])
        #expect(throttle.takeSummaries(at: nil).map(\.leftOut) == [30 - LineThrottle.limit])
        #expect(!throttle.isCounting)
    }

    @Test func saysNothingWhereNothingWasLeftOut() {
        var throttle = LineThrottle()
        _ = admitted(&throttle, "a", LineThrottle.limit)
        #expect(throttle.takeSummaries(at: nil).isEmpty)
        #expect(!throttle.isCounting)
    }

    @Test func losesNoCountOfMoreKindsThanItKeeps() {
        var throttle = LineThrottle()
        var passed = 0
        for number in 0..<1000 { passed += admitted(&throttle, "kind \(number)", 1) }
        let leftOut = throttle.takeSummaries(at: nil).map(\.leftOut).reduce(0, +)
        #expect(passed < 100)
        #expect(passed + leftOut == 1000)
    }
}
