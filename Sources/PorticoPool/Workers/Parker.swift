// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where one Worker sleeps while the ``Channel`` is empty, and is woken alone.
final class Parker: Sendable {
    /// The number of the Worker.
    let id: Int
    /// Signalled after the phase of the Worker has become another.
    let condition = PosixCondition()

    private let sent = Atomic<UInt64>(0)

    init(id: Int) {
        self.id = id
    }

    /// When the message was sent that this Worker took last, in nanoseconds, if times are measured;
    /// only for the Worker itself.
    var lastSent: UInt64 {
        get { sent.load(ordering: .relaxed) }
        set { sent.store(newValue, ordering: .relaxed) }
    }
}
