// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import Synchronization

/// An observer that counts Workers; the pool's own parts hold it, so that it outlives all of them.
final class Witness: PoolObserver {
    private let token = Tracked()
    private let started: Lock<(came: Int, went: Int)>

    /// `started` is kept by somebody who still looks when the observer is gone.
    init(_ started: Lock<(came: Int, went: Int)>) {
        self.started = started
    }

    func workerDidStart(_ id: Int) {
        started.change { $0.came += 1 }
    }

    func workerWillEnd(_ id: Int) {
        started.change { $0.went += 1 }
    }
}
