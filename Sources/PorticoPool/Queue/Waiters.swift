// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where threads wait for something in a ``Channel``, with a count to see whether anybody does.
final class Waiters: Sendable {
    /// Waited on with the inbox locked.
    let condition = PosixCondition()
    /// How many wait or are about to.
    let count = Count()

    /// A number that is read after the reader's own changes have become visible to all.
    ///
    /// A sender counts itself and then looks for room; a Worker makes room and then looks for
    /// senders. With this order kept by both, one of them sees the other.
    final class Count: Sendable {
        private let number = Atomic(0)

        func add(_ change: Int) {
            number.add(change, ordering: .sequentiallyConsistent)
            atomicMemoryFence(ordering: .sequentiallyConsistent)
        }

        var isPositive: Bool {
            atomicMemoryFence(ordering: .sequentiallyConsistent)
            return number.load(ordering: .sequentiallyConsistent) > 0
        }
    }
}
