// SPDX-License-Identifier: Apache-2.0
import HTTP1
import Testing

@testable import Libevent

@Suite(.timeLimit(.minutes(1))) struct ConnectionDeadlinesTests {
    private static let limits: FrontLimits = {
        var limits = FrontLimits(
            message: MessageLimits(
                maxRequestLineBytes: 1, maxHeadBytes: 1, maxHeaderFields: 1, maxBodyBytes: 1))
        limits.headDeadline = .seconds(10)
        limits.bodyDeadline = .seconds(30)
        limits.minBodyBytesPerSecond = 500
        limits.idleTime = .seconds(60)
        limits.writeStallTime = .seconds(20)
        limits.handlerDeadline = .seconds(40)
        return limits
    }()

    /// What is done at `seconds` with a connection on which nothing has moved since 0.
    private func deadlines(at seconds: Int) -> ConnectionDeadlines {
        ConnectionDeadlines(limits: Self.limits, now: .seconds(seconds))
    }

    @Test(arguments: [
        (RequestGuard.Stage.nothing, true, 10, ConnectionDeadlines.Action.none),
        (.nothing, true, 11, .closeIfIdle), (.nothing, false, 60, .none),
        (.nothing, false, 61, .closeIfIdle), (.head, false, 10, .none),
        (.head, true, 11, .refuse(.headTooSlow)),
        (.body(bytes: 0), false, 5, .none), (.body(bytes: 0), false, 6, .refuse(.bodyTooSlow)),
        (.body(bytes: 3000), false, 6, .none),
        (.body(bytes: 2999), false, 6, .refuse(.bodyTooSlow)),
        (.body(bytes: .max), false, 31, .refuse(.bodyTooSlow)),
    ])
    func boundsReading(
        _ stage: RequestGuard.Stage, _ isNew: Bool, _ seconds: Int,
        _ action: ConnectionDeadlines.Action
    ) {
        #expect(deadlines(at: seconds).whileReading(stage, isNew: isNew, since: .zero) == action)
    }

    @Test func boundsTheHandlerAndTheReply() {
        #expect(deadlines(at: 40).whileBusy(since: .zero) == .none)
        #expect(deadlines(at: 41).whileBusy(since: .zero) == .answerInstead)
        #expect(deadlines(at: 20).whileFlushing(since: .zero) == .none)
        #expect(deadlines(at: 21).whileFlushing(since: .zero) == .reset)
    }

    @Test(arguments: [
        (Duration?.none, 40, ConnectionDeadlines.Action.none), (nil, 41, .answerInstead),
        (.seconds(3), 3, .none), (.seconds(3), 4, .answerInstead),
        (.seconds(90), 41, .answerInstead), (.nanoseconds(Int64.max), 40, .none),
    ])
    func takesTheEarlierDeadlineOfAHandler(
        _ own: Duration?, _ seconds: Int, _ action: ConnectionDeadlines.Action
    ) {
        #expect(deadlines(at: seconds).whileBusy(since: .zero, own: own) == action)
    }

    @Test func neverOverflows() {
        var limits = Self.limits
        limits.minBodyBytesPerSecond = .max
        let deadlines = ConnectionDeadlines(limits: limits, now: .seconds(20))
        let action = deadlines.whileReading(.body(bytes: .max), isNew: false, since: .zero)
        #expect(action == .refuse(.bodyTooSlow))
    }

    /// A client may go on as long as it sends fast enough, up to a bound.
    @Test func lingersWhileTheClientSends() {
        var silent = LingeringClose(at: .zero)
        silent.noteBytes(10, at: .seconds(2), minBytesPerSecond: 500)
        var busy = LingeringClose(at: .zero)
        for second in 1...40 {
            busy.noteBytes(600, at: .seconds(second), minBytesPerSecond: 500)
        }
        func action(_ linger: LingeringClose, _ seconds: Int) -> ConnectionDeadlines.Action {
            deadlines(at: seconds).whileLingering(since: linger.lastProgress, began: linger.began)
        }
        #expect(action(silent, 2) == .none)
        #expect(action(silent, 3) == .close)
        #expect(action(busy, 30) == .none)
        #expect(action(busy, 31) == .close)
    }
}
