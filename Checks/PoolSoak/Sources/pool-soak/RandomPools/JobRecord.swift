// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What became of one job, as its sender, its body and its `onDrop` saw it.
final class JobRecord: Sendable {
    /// What the pool answered to the sender.
    enum Answer: Int, Sendable {
        /// The sender has not come back.
        case none
        case accepted
        case refused
        /// The job was cancelled, and nobody can say whether it had been queued by then.
        case cancelled
    }

    private let storedAnswer = Atomic(Answer.none.rawValue)
    private let storedRuns = Atomic(0)
    private let storedDrops = Atomic(0)
    /// True when the job has an `onDrop`, a handle or a caller that waits, and so must learn its end.
    let isTold: Bool

    init(isTold: Bool) {
        self.isTold = isTold
    }

    /// Says what the pool answered.
    var answer: Answer {
        get { Answer(rawValue: storedAnswer.load(ordering: .relaxed)) ?? .none }
        set { storedAnswer.store(newValue.rawValue, ordering: .relaxed) }
    }

    /// How often the job ran.
    var runs: Int { storedRuns.load(ordering: .relaxed) }
    /// How often somebody was told that it will not run.
    var drops: Int { storedDrops.load(ordering: .relaxed) }

    /// Called by the body.
    func didRun() { storedRuns.add(1, ordering: .relaxed) }
    /// Called by whoever is told that the job will not run.
    func didDrop() { storedDrops.add(1, ordering: .relaxed) }

    /// Throws unless the job ended exactly once, or never if it was refused.
    func check() throws(Fault) {
        let text =
            "a job that was \(answer), told \(isTold), ran \(runs) and dropped \(drops) times"
        switch answer {
        case .none: throw Fault("\(text): its sender never came back")
        case .refused: try Fault.unless(runs == 0 && drops == 0, text)
        case .cancelled: try Fault.unless(runs == 0 && drops == 1, text)
        case .accepted where isTold: try Fault.unless(runs + drops == 1, text)
        case .accepted: try Fault.unless(runs <= 1 && drops == 0, text)
        }
    }
}
