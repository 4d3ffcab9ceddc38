// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Values in the order in which any threads wrote them.
package final class Journal<Entry: Sendable>: Sendable {
    private let list = Guarded<[Entry]>([])

    /// Makes an empty one.
    package init() {}

    /// What has been written so far.
    package var entries: [Entry] { list.withLock { $0 } }

    /// Adds `entry` at the end.
    package func write(_ entry: Entry) { list.withLock { $0.append(entry) } }
}
