// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// One round of a scenario: its seed, and what looks out for a hang.
struct Trial: Sendable {
    let seed: UInt64
    let name: String
    private let detector: HangDetector

    init(seed: UInt64, name: String, _ detector: HangDetector) {
        self.seed = seed
        self.name = name
        self.detector = detector
    }

    /// The random numbers of this round.
    var random: SeededGenerator { SeededGenerator(seed: seed) }

    /// Starts the time limit of one step of this round; `plan` says what is being done.
    ///
    /// The pool is held weakly: some rounds are about its release.
    func watch(_ plan: String, _ pool: ThreadPool?) {
        weak let pool = pool
        detector.begin("\(name) --seed \(seed) --rounds 1: \(plan)") {
            pool.map { "\($0.figures)" } ?? "the pool has been released"
        }
    }
}
