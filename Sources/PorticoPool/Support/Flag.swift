// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A yes or no that any thread may read without a lock, on cache lines of its own.
final class Flag: Sendable {
    private let before = InlineArray<16, Int>(repeating: 0)
    private let flag = Atomic(false)
    private let after = InlineArray<16, Int>(repeating: 0)

    /// The last that was stored; a moment later it may be another.
    var value: Bool {
        get { flag.load(ordering: .relaxed) }
        set { flag.store(newValue, ordering: .relaxed) }
    }
}
