// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

/// When a Worker polls instead of being woken, as three Workers that share an inbox see it.
@Suite(.endsWithin(minutes: 1)) struct PollingHistoryTests {
    private let start = ContinuousClock.now

    /// Three Workers that are idle, after `shortSpells` of one job each.
    private func makeInbox(shortSpells: Int = 0) -> Inbox {
        var inbox = Inbox(keepsTimes: false, state: PoolState(minimum: 3))
        for _ in 0..<3 {
            if let id = inbox.state.reserve(waits: false) { inbox.begin(Parker(id: id)) }
        }
        for id in 0..<3 { _ = inbox.park(id, at: moment(0, 0)) }
        addShortSpells(0..<shortSpells, to: &inbox)
        return inbox
    }

    /// Lets each of these messages, sent by their numbers, come while all are idle, and take no time.
    private func addShortSpells(_ messages: Range<Int>, to inbox: inout Inbox) {
        for message in messages {
            guard let id = wake(&inbox) else { continue }
            _ = resume(id, moment(message + 1, message), &inbox)
            _ = inbox.park(id, at: moment(message + 1, message + 1))
        }
    }

    private func wake(_ inbox: inout Inbox, asHelper isHelper: Bool = false) -> Int? {
        inbox.wake(waits: true, asHelper: isHelper)?.id
    }

    private func resume(
        _ id: Int, _ now: PollingHistory.Moment, _ inbox: inout Inbox
    ) -> PoolState.Outcome {
        inbox.resume(id, at: now, isIdleTimeOver: false)
    }

    /// What the first helper of a crowd does that comes after `count` messages.
    private func helperOfACrowd(after count: Int, in inbox: inout Inbox) -> PoolState.Outcome? {
        guard let first = wake(&inbox) else { return nil }
        _ = resume(first, moment(count + 9, count), &inbox)
        return wake(&inbox, asHelper: true).map { resume($0, moment(count + 9, count + 1), &inbox) }
    }

    private func moment(
        _ sent: Int, _ taken: Int, after duration: Duration = .zero
    ) -> PollingHistory.Moment {
        PollingHistory.Moment(sent: sent, taken: taken, time: start + duration)
    }

    @Test func afterManyShortSpellsAHelperPollsInstead() {
        var inbox = makeInbox(shortSpells: PollingHistory.minShortSpells)
        let first = wake(&inbox) ?? -1
        _ = resume(first, moment(99, 16), &inbox)
        let helper = wake(&inbox, asHelper: true) ?? -1
        #expect(resume(helper, moment(99, 20), &inbox) == .poll)
        #expect(inbox.state.poller == helper)
        #expect(wake(&inbox) == nil, "one Worker is active")
        #expect(inbox.park(first, at: moment(99, 99)) == .wait)
        #expect(wake(&inbox) != helper, "all are idle, one of them polls")
    }

    @Test func aSpellOfLongJobsMeansHelpersAtOnce() {
        var inbox = makeInbox(shortSpells: PollingHistory.minShortSpells)
        let first = wake(&inbox) ?? -1
        _ = resume(first, moment(17, 16), &inbox)
        _ = inbox.park(first, at: moment(17, 17, after: PollingHistory.shortJob))
        let second = wake(&inbox) ?? -1
        _ = resume(second, moment(19, 17), &inbox)
        let helper = wake(&inbox, asHelper: true) ?? -1
        #expect(resume(helper, moment(19, 18), &inbox) == .receive)
    }

    @Test func aMessageThatWaitedForAWholeTickEndsThePolling() {
        var inbox = makeInbox(shortSpells: PollingHistory.minShortSpells)
        _ = resume(wake(&inbox) ?? -1, moment(20, 16), &inbox)
        let poller = wake(&inbox, asHelper: true) ?? -1
        _ = resume(poller, moment(20, 17), &inbox)
        #expect(resume(poller, moment(25, 20), &inbox) == .poll)
        #expect(resume(poller, moment(30, 24), &inbox) == .receive)
        #expect(inbox.state.phases[poller] == .active)
        let helper = wake(&inbox, asHelper: true) ?? -1
        #expect(resume(helper, moment(30, 26), &inbox) == .receive)
    }

    @Test func whoHadToTakeOverDoesNotPollAgainSoSoon() {
        var inbox = makeInbox(shortSpells: PollingHistory.minShortSpells)
        #expect(helperOfACrowd(after: 16, in: &inbox) == .poll)
        let poller = inbox.state.poller ?? -1
        #expect(resume(poller, moment(30, 17), &inbox) == .receive)
        for id in 0..<3 where inbox.state.phases[id] == .active {
            _ = inbox.park(id, at: moment(30, 30))
        }
        addShortSpells(30..<30 + PollingHistory.minShortSpells, to: &inbox)
        #expect(helperOfACrowd(after: 46, in: &inbox) == .receive)
    }

    @Test func whoHadToTakeOverPollsAgainInTheEnd() {
        var inbox = makeInbox(shortSpells: PollingHistory.minShortSpells)
        _ = helperOfACrowd(after: 16, in: &inbox)
        _ = resume(inbox.state.poller ?? -1, moment(30, 17), &inbox)
        for id in 0..<3 where inbox.state.phases[id] == .active {
            _ = inbox.park(id, at: moment(30, 30))
        }
        addShortSpells(30..<30 + 2 * PollingHistory.minShortSpells, to: &inbox)
        #expect(helperOfACrowd(after: 62, in: &inbox) == .poll)
    }

    @Test func whoPollsIsIdleWhenNothingHappens() {
        var inbox = makeInbox(shortSpells: PollingHistory.minShortSpells)
        let first = wake(&inbox) ?? -1
        _ = resume(first, moment(18, 16), &inbox)
        let poller = wake(&inbox, asHelper: true) ?? -1
        _ = resume(poller, moment(18, 18), &inbox)
        _ = inbox.park(first, at: moment(18, 18))
        #expect(resume(poller, moment(18, 18), &inbox) == .wait)
        #expect(inbox.state.poller == nil)
    }
}
