// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Libevent

@Suite(.timeLimit(.minutes(1))) struct EventLoopTests {
    @Test func runsAnActivatedEventOnceForManyActivations() throws {
        let loop = try EventLoop()
        var calls = 0
        let event = try Event(on: loop) {
            calls += 1
            loop.stop()
        }
        for _ in 0..<10 { event.activate() }
        try loop.run()
        #expect(calls == 1)
    }

    @Test func runsATimerAgainAndAgain() throws {
        let loop = try EventLoop()
        var calls = 0
        let timer = try Event(on: loop) {
            calls += 1
            if calls == 3 { loop.stop() }
        }
        timer.schedule(every: .milliseconds(1))
        try loop.run()
        #expect(calls == 3)
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(86_400)])
    func doesNotRunATimerOfTheFarFuture(_ interval: Duration) throws {
        let loop = try EventLoop()
        var calls = 0
        let timer = try Event(on: loop) { calls += 1 }
        timer.schedule(every: interval)
        let end = try Event(on: loop) { loop.stop() }
        end.schedule(every: .milliseconds(10))
        try loop.run()
        #expect(calls == 0)
    }

    @Test func deliversSignalsOnItsThread() throws {
        let loop = try EventLoop()
        var received: [Int32] = []
        let source = try SignalSource(SIGUSR2, on: loop) { number in
            received.append(number)
            loop.stop()
        }
        kill(getpid(), SIGUSR2)
        try loop.run()
        #expect(received == [SIGUSR2])
        withExtendedLifetime(source) {}
    }
}
