// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

@Suite(.endsWithin(minutes: 1)) struct PoolStateTests {
    /// `count` Workers that are idle, the first parked first.
    private func makeIdle(_ count: Int, minimum: Int? = nil) -> PoolState {
        var state = PoolState(minimum: count)
        for id in 0..<count {
            #expect(state.reserve(waits: false) == id)
            state.begin(id)
        }
        for id in 0..<count { #expect(state.park(id, waits: false, mayPoll: false) == .wait) }
        let least = minimum ?? count
        _ = state.resize(minimum: least, maximum: nil, target: count, waits: false)
        return state
    }

    @Test func wakesTheLastButOneThatParkedAndOneAtATime() {
        var state = makeIdle(3)
        #expect(state.wake(waits: true) == 1)
        #expect(state.phases[1] == .woken)
        #expect(!state.wantsWake)
        #expect(state.wake(waits: true) == nil)
    }

    @Test(arguments: 1...2) func wakesWhoThereIs(_ count: Int) {
        var state = makeIdle(count)
        #expect(state.wake(waits: true) == 0)
        #expect(state.wake(waits: false) == nil)
    }

    @Test func whoHasLookedHasTheNextWoken() {
        var state = makeIdle(3)
        #expect(state.wake(waits: true) == 1)
        #expect(state.resume(1, waits: true) == .receive)
        #expect(state.wake(waits: true) == 2)
        #expect(state.resume(2, waits: true) == .receive)
        #expect(state.wake(waits: true) == 0)
    }

    @Test func whoIsWokenInVainParksAgain() {
        var state = makeIdle(3)
        _ = state.wake(waits: true)
        #expect(state.resume(1, waits: false) == .wait)
        #expect(state.phases[1] == .idle)
        #expect(state.wake(waits: true) == 2)
    }

    @Test func aWakeWithoutASignalChangesNothing() {
        var state = makeIdle(3)
        let before = state
        #expect(state.resume(0, waits: false) == .wait)
        #expect(state == before)
    }

    @Test func whoLeavesHandsItsDutyOver() {
        var state = makeIdle(3)
        _ = state.resize(minimum: 1, maximum: nil, target: 3, waits: false)
        #expect(state.wake(waits: true) == 1)
        #expect(state.resume(1, waits: true) == .receive)
        #expect(state.terminate(1, waits: true) == 0)
    }

    @Test func whoPollsHandsItsDutyOverWhenAResizeLetsItGo() {
        var state = makeIdle(3)
        _ = state.wake(waits: true)
        _ = state.resume(1, waits: true)
        let poller = state.wake(waits: true) ?? -1
        #expect(state.resume(poller, waits: true, mayPoll: true) == .poll)
        // Worker 0 parked first and goes first, then the one that polls.
        let woken = state.resize(minimum: 1, maximum: nil, target: 1, waits: true)
        #expect(woken == [0, poller])
        #expect(state.livingCount == 1)
    }

    @Test func nobodyLeavesForIdlenessWhileAMessageWaits() {
        var state = makeIdle(3, minimum: 1)
        #expect(state.resume(0, waits: true, isIdleTimeOver: true) == .wait)
        #expect(state.resume(0, waits: false, isIdleTimeOver: true) == .leave)
        #expect(state.resume(1, waits: false, isIdleTimeOver: true) == .leave)
        #expect(state.resume(2, waits: false, isIdleTimeOver: true) == .wait, "the last stays")
    }

    @Test func theLastLivingWorkerStaysWhileOthersAreBeingStarted() {
        var state = makeIdle(1)
        _ = state.resize(minimum: 3, maximum: nil, target: 3, waits: false)
        #expect(state.reserve(waits: false) == 1)
        #expect(state.reserve(waits: false) == 2)
        #expect(state.resize(minimum: 1, maximum: nil, target: 1, waits: false).isEmpty)
        #expect(state.size == 1)
        state.didFailToStart(1)
        state.begin(2)
        #expect(state.leaveIfExcess(2, waits: false).leaves)
        #expect(state.livingCount == 1)
        #expect(!state.hasExcess)
    }

    @Test func closingCountsThoseThatAreBeingStartedAndLetsNobodyElseGo() {
        var state = makeIdle(2)
        _ = state.resize(minimum: 3, maximum: nil, target: 3, waits: false)
        _ = state.reserve(waits: false)
        _ = state.resize(minimum: 1, maximum: nil, target: 1, waits: true)
        let (terminates, woken) = state.close()
        #expect(terminates == 2, "one living, one being started; one has left")
        #expect(woken.isEmpty, "the one that lives has been woken for what waits")
        #expect(state.excess == 0)
        #expect(state.reserve(waits: true) == nil)
    }

    @Test func aFreeNumberIsGivenAgainAfterTheEndOfItsWorker() {
        var state = makeIdle(2, minimum: 1)
        #expect(state.resume(0, waits: false, isIdleTimeOver: true) == .leave)
        _ = state.resize(minimum: 2, maximum: nil, target: 2, waits: false)
        #expect(state.reserve(waits: false) == 2, "Worker 0 has not ended yet")
        state.didFailToStart(2)
        state.end(0)
        #expect(state.reserve(waits: false) == 0)
    }

    @Test func everybodyIsWokenAtTheEnd() {
        var state = makeIdle(3)
        #expect(state.close().woken.sorted() == [0, 1, 2])
        #expect(state.close().woken.isEmpty)
        for id in 0..<3 {
            #expect(state.resume(id, waits: false) == .leave)
            #expect(!state.isOver)
            state.end(id)
        }
        #expect(state.isOver)
    }
}
