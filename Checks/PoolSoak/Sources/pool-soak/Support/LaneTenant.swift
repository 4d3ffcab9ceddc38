// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// An actor that lives on a lane of a pool and counts its steps.
actor LaneTenant {
    private let lane: SerialLane
    private let token = Tracked()
    private(set) var steps = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    init(on pool: ThreadPool) {
        lane = pool.serialLane()
    }

    /// Counts one step.
    func step() {
        steps += 1
    }
}
