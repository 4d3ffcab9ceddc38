// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What the ``PoolState`` wants of those who pass by, to be read without a lock.
///
/// Written with the inbox locked. A moment after it has been read it may be wrong; who acts on it asks the
/// state itself. On cache lines of its own.
final class ChannelHints: Sendable {
    /// What is wanted.
    struct Set: OptionSet {
        let rawValue: Int
        /// A Worker that leaves messages behind should have another woken.
        static let wake = Set(rawValue: 1)
        /// If messages wait, one more Worker should be started.
        static let lacksWorker = Set(rawValue: 2)
        /// A Worker that is active should leave.
        static let excess = Set(rawValue: 4)
    }

    private let before = InlineArray<16, Int>(repeating: 0)
    private let bits = Atomic(0)
    private let after = InlineArray<16, Int>(repeating: 0)

    /// The last that was published.
    var value: Set { Set(rawValue: bits.load(ordering: .relaxed)) }

    /// Publishes what `state` wants.
    func publish(_ state: PoolState) {
        var hints: Set = []
        if state.wantsWake { hints.insert(.wake) }
        if state.wantsWorker(waits: true) { hints.insert(.lacksWorker) }
        if state.hasExcess { hints.insert(.excess) }
        // Written only when it is news, so that the line stays in the caches of those who read it.
        if hints != value { bits.store(hints.rawValue, ordering: .relaxed) }
    }
}
