// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The bed of one Worker: where it sleeps while the ``Channel`` is empty, and is woken alone.
final class Parker: Sendable {
    /// Signalled after ``isAsleep`` has become false.
    let condition = PosixCondition()

    // Atomics for the compiler's sake: both are read and written with the inbox locked.
    private let asleep = Atomic(false)
    private let helper = Atomic(false)
    private let retired = Atomic(false)

    /// True from lying down until somebody chose this Worker to be woken.
    var isAsleep: Bool {
        get { asleep.load(ordering: .relaxed) }
        set { asleep.store(newValue, ordering: .relaxed) }
    }

    /// True when another Worker had it woken, to share the queue with.
    var isHelper: Bool {
        get { helper.load(ordering: .relaxed) }
        set { helper.store(newValue, ordering: .relaxed) }
    }

    /// True when this Worker takes no more messages.
    var isRetired: Bool {
        get { retired.load(ordering: .relaxed) }
        set { retired.store(newValue, ordering: .relaxed) }
    }

    private let sent = Atomic<UInt64>(0)

    /// When the message was sent that this Worker took last, in nanoseconds, if times are measured;
    /// only for the Worker itself.
    var lastSent: UInt64 {
        get { sent.load(ordering: .relaxed) }
        set { sent.store(newValue, ordering: .relaxed) }
    }
}
