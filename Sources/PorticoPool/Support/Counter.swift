// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that one thread at a time changes, under a lock, and every thread may read.
///
/// It stands alone on its cache lines, so that counting at one end of a ``Channel`` does not slow
/// down the other end.
final class Counter: Sendable {
    private let before = InlineArray<16, Int>(repeating: 0)
    private let number = Atomic(0)
    private let after = InlineArray<16, Int>(repeating: 0)

    /// The number as last stored.
    ///
    /// From any thread.
    var value: Int { number.load(ordering: .acquiring) }

    /// Changes the number.
    ///
    /// Only with the lock held that orders the changes.
    func store(_ value: Int) { number.store(value, ordering: .releasing) }
}
