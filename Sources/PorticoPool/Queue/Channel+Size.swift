// SPDX-License-Identifier: Apache-2.0
// How many Workers receive from a Channel, and how that number changes. The `PoolState` decides; the
// WorkerGroup starts the threads.

extension Channel {
    /// So long nothing is tried after the system refused a thread.
    private static let pauseAfterRefusal = Duration.milliseconds(10)

    /// How many Workers there are, without those that have been told to leave.
    var size: Int { inbox.withLock { $0.state.size } }

    /// The most Workers that there may be.
    var maximumSize: Int { inbox.withLock { $0.state.limit } }

    /// How many Workers are active and how many are parked.
    var presence: (active: Int, parked: Int) {
        inbox.withLock { ($0.state.activeCount, $0.state.parked.count) }
    }

    /// How often the system refused a thread.
    var refusedStarts: Int { inbox.withLock { $0.refusedStarts } }

    /// Wants `size` Workers now.
    ///
    /// Too many leave: those that are idle at once, others after their job. Missing ones are to be
    /// reserved and started by the caller.
    func resize(to size: Int) {
        change { state in
            state.resize(minimum: size, maximum: state.maximum, target: size, waits: waits)
        }
    }

    /// Wants no more than `maximumSize` Workers, if that is not below the size that was asked for.
    func setMaximum(_ maximumSize: Int?) {
        change { state in
            let limit = max(state.minimum, maximumSize ?? state.minimum)
            return state.resize(
                minimum: state.minimum, maximum: maximumSize, target: limit, waits: waits)
        }
    }

    private func change(_ body: (inout PoolState) -> [Int]) {
        let parkers = inbox.withLock { inbox in
            let woken = body(&inbox.state)
            publish(inbox)
            return woken.compactMap(inbox.parker)
        }
        for parker in parkers { parker.condition.signal() }
    }

    /// Reserves the number of a Worker that is missing, or for which messages wait.
    ///
    /// The caller must start it. Nil when none is wanted, or a moment ago the system refused a thread to one who could wait.
    func reserve(isPatient: Bool) -> Int? {
        inbox.withLock { inbox in
            if isPatient, let nextStart = inbox.nextStart, .now < nextStart { return nil }
            let id = inbox.state.reserve(waits: waits)
            publish(inbox)
            return id
        }
    }

    /// Gives back the number of a Worker whose thread the system refused; messages that wait will ask
    /// again.
    func didFailToStart(_ id: Int) {
        inbox.withLock { inbox in
            inbox.state.didFailToStart(id)
            inbox.refusedStarts += 1
            inbox.nextStart = .now + Self.pauseAfterRefusal
            publish(inbox)
        }
    }
}
