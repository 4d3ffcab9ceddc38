// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that goes up and down, and the highest that it ever was.
///
/// From any thread.
final class HighWater: Sendable {
    private let current = Atomic(0)
    private let highest = Atomic(0)

    /// The highest that the number ever was.
    var mark: Int { highest.load(ordering: .relaxed) }

    func rise() {
        let value = current.add(1, ordering: .relaxed).newValue
        if value > mark { highest.max(value, ordering: .relaxed) }
    }

    func fall() { current.subtract(1, ordering: .relaxed) }
}
