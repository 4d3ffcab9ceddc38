// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PorticoPool

@Suite struct RosterTests {
    private let parkers = (0..<3).map { _ in Parker() }
    private let start = ContinuousClock.now

    /// A roster of three Workers that sleep, after `shortSpells` of one job each.
    private func makeRoster(shortSpells: Int = 0) -> Roster {
        var roster = Roster()
        for _ in parkers { roster.add() }
        for parker in parkers { _ = roster.lieDown(parker, at: moment(0, 0)) }
        addShortSpells(0..<shortSpells, to: &roster)
        return roster
    }

    /// Lets each of these messages, sent by their numbers, come while all sleep, and take no time.
    private func addShortSpells(_ messages: Range<Int>, to roster: inout Roster) {
        for message in messages {
            guard let parker = roster.chooseReceiver() else { continue }
            _ = roster.resume(parker, at: moment(message + 1, message))
            _ = roster.lieDown(parker, at: moment(message + 1, message + 1))
        }
    }

    /// What the first helper of a crowd does that comes after `count` messages.
    private func helperOfACrowd(after count: Int, in roster: inout Roster) -> WaitDecision? {
        guard let first = roster.chooseReceiver() else { return nil }
        _ = roster.resume(first, at: moment(count + 9, count))
        return roster.chooseHelper().map { roster.resume($0, at: moment(count + 9, count + 1)) }
    }

    private func moment(
        _ sent: Int, _ taken: Int, after duration: Duration = .zero
    ) -> Roster.Moment {
        Roster.Moment(sent: sent, taken: taken, time: start + duration)
    }

    @Test func wakesTheLastButOneThatFellAsleepAndOneAtATime() {
        var roster = makeRoster()
        #expect(roster.chooseReceiver() === parkers[1])
        #expect(!parkers[1].isAsleep)
        #expect(roster.chooseReceiver() == nil)
        #expect(!roster.wantsHelper)
        #expect(roster.chooseHelper() == nil)
    }

    @Test(arguments: 1...2) func wakesWhoThereIs(_ count: Int) {
        var roster = Roster()
        for parker in parkers.prefix(count) {
            roster.add()
            _ = roster.lieDown(parker, at: moment(0, 0))
        }
        #expect(roster.chooseReceiver() === parkers[0])
    }

    @Test func whoHasGotUpHasTheNextWoken() {
        var roster = makeRoster()
        _ = roster.chooseReceiver()
        #expect(roster.resume(parkers[1], at: moment(2, 0)) == .over)
        #expect(roster.wantsHelper)
        #expect(roster.chooseHelper() === parkers[2])
        #expect(roster.resume(parkers[2], at: moment(2, 1)) == .over)
        #expect(roster.chooseHelper() === parkers[0])
    }

    @Test func whoIsWokenInVainLiesDownAgain() {
        var roster = makeRoster()
        _ = roster.chooseReceiver()
        #expect(roster.resume(parkers[1], at: moment(1, 1)) == .untilSignalled)
        #expect(parkers[1].isAsleep)
        #expect(roster.chooseReceiver() === parkers[2])
    }

    @Test func aWakeWithoutASignalChangesNothing() {
        var roster = makeRoster()
        #expect(roster.resume(parkers[0], at: moment(0, 0)) == .untilSignalled)
        #expect(parkers[0].isAsleep)
    }

    @Test func afterManyShortSpellsAHelperKeepsWatchInstead() {
        var roster = makeRoster(shortSpells: Roster.minShortSpells)
        _ = roster.chooseReceiver()
        _ = roster.resume(parkers[1], at: moment(99, 16))
        #expect(roster.chooseHelper() === parkers[2])
        #expect(roster.resume(parkers[2], at: moment(99, 20)) == .atMost(Roster.tick))
        #expect(!roster.wantsHelper)
        #expect(roster.chooseReceiver() == nil, "one Worker is awake")
        _ = roster.lieDown(parkers[1], at: moment(99, 99))
        #expect(roster.chooseReceiver() === parkers[0], "all Workers sleep, one of them on watch")
    }

    @Test func aSpellOfLongJobsMeansHelpersAtOnce() {
        var roster = makeRoster(shortSpells: Roster.minShortSpells)
        _ = roster.chooseReceiver()
        _ = roster.resume(parkers[1], at: moment(17, 16))
        _ = roster.lieDown(parkers[1], at: moment(17, 17, after: Roster.shortJob))
        _ = roster.chooseReceiver()
        _ = roster.resume(parkers[2], at: moment(19, 17))
        _ = roster.chooseHelper()
        #expect(roster.resume(parkers[1], at: moment(19, 18)) == .over)
    }

    @Test func aMessageThatWaitedForAWholeTickEndsTheWatch() {
        var roster = makeRoster(shortSpells: Roster.minShortSpells)
        _ = roster.chooseReceiver()
        _ = roster.resume(parkers[1], at: moment(20, 16))
        _ = roster.chooseHelper()
        _ = roster.resume(parkers[2], at: moment(20, 17))
        #expect(roster.resume(parkers[2], at: moment(25, 20)) == .atMost(Roster.tick))
        #expect(roster.resume(parkers[2], at: moment(30, 24)) == .over)
        #expect(!parkers[2].isAsleep)
        #expect(roster.chooseHelper() === parkers[0])
        #expect(roster.resume(parkers[0], at: moment(30, 26)) == .over)
    }

    @Test func aWatchThatHadToGetUpIsNotKeptAgainSoSoon() {
        var roster = makeRoster(shortSpells: Roster.minShortSpells)
        #expect(helperOfACrowd(after: 16, in: &roster) == .atMost(Roster.tick))
        let watch = parkers[2]
        #expect(roster.resume(watch, at: moment(30, 17)) == .over)
        for parker in [parkers[1], watch] { _ = roster.lieDown(parker, at: moment(30, 30)) }
        addShortSpells(30..<30 + Roster.minShortSpells, to: &roster)
        #expect(helperOfACrowd(after: 46, in: &roster) == .over)
    }

    @Test func aWatchIsKeptAgainInTheEnd() {
        var roster = makeRoster(shortSpells: Roster.minShortSpells)
        _ = helperOfACrowd(after: 16, in: &roster)
        _ = roster.resume(parkers[2], at: moment(30, 17))
        for place in [1, 2] { _ = roster.lieDown(parkers[place], at: moment(30, 30)) }
        addShortSpells(30..<30 + 2 * Roster.minShortSpells, to: &roster)
        #expect(helperOfACrowd(after: 62, in: &roster) == .atMost(Roster.tick))
    }

    @Test func theWatchSleepsWhenNothingHappens() {
        var roster = makeRoster(shortSpells: Roster.minShortSpells)
        _ = roster.chooseReceiver()
        _ = roster.resume(parkers[1], at: moment(18, 16))
        _ = roster.chooseHelper()
        _ = roster.resume(parkers[2], at: moment(18, 18))
        _ = roster.lieDown(parkers[1], at: moment(18, 18))
        #expect(roster.resume(parkers[2], at: moment(18, 18)) == .untilSignalled)
    }

    @Test func everybodyCanBeWokenAtOnce() {
        var roster = makeRoster()
        #expect(roster.chooseAll().count == 3)
        #expect(parkers.allSatisfy { !$0.isAsleep })
        #expect(roster.chooseAll().isEmpty)
    }
}
