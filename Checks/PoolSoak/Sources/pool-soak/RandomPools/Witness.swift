// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// An observer that counts Workers and jobs; the pool's own parts hold it, so that it outlives all of them.
final class Witness: PoolObserver {
    private let token = Tracked()
    private let counts: Lock<WitnessCounts>

    /// `counts` is kept by somebody who still looks when the observer is gone.
    init(_ counts: Lock<WitnessCounts>) {
        self.counts = counts
    }

    func workerDidStart(_ id: Int) {
        counts.change { $0.workersStarted += 1 }
    }

    func workerWillEnd(_ id: Int) {
        counts.change { $0.workersEnded += 1 }
    }

    func workerTookJob(_ id: Int) {
        counts.change { $0.jobsTaken += 1 }
    }

    func workerFinishedJob(_ id: Int) {
        counts.change { $0.jobsFinished += 1 }
    }
}
