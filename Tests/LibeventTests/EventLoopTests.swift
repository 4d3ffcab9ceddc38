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

    @Test func runsATimerUntilItIsCancelled() throws {
        let loop = try EventLoop()
        var calls = 0
        var timer: Event?
        let end = try Event(on: loop) { loop.stop() }
        timer = try Event(on: loop) {
            calls += 1
            guard calls == 3 else { return }
            timer?.cancel()
            end.schedule(every: .milliseconds(20))
        }
        timer?.schedule(every: .milliseconds(1))
        try loop.run()
        #expect(calls == 3)
        timer = nil
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
