// SPDX-License-Identifier: Apache-2.0

/// One way to use a pool that must not fail.
struct Scenario: Sendable {
    /// What the command line calls it.
    let name: String
    /// How much of the time it gets, compared with the others.
    let share: Int
    /// Uses some pools, and returns how many jobs that were; throws what did not hold.
    let round: @Sendable (Trial) throws(Fault) -> Int

    /// All there are, in the order in which they run.
    static let all = [
        Scenario(name: "run-loop", share: 1, round: RunLoop.round),
        Scenario(name: "idle-retirement", share: 1, round: IdleRetirement.round),
        Scenario(name: "resize-drain", share: 1, round: ResizeDrain.round),
        Scenario(name: "resubmit-on-drop", share: 1, round: ResubmitOnDrop.round),
        Scenario(name: "short-lived", share: 1, round: ShortLivedPools.round),
        Scenario(name: "random", share: 5, round: RandomPools.round),
    ]
}
