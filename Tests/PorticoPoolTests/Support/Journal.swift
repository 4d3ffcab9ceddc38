// SPDX-License-Identifier: Apache-2.0

import PorticoPool

/// Values in the order in which any threads wrote them.
final class Journal<Entry: Sendable>: Sendable {
    private let list = Guarded<[Entry]>([])

    var entries: [Entry] { list.withLock { $0 } }

    func write(_ entry: Entry) { list.withLock { $0.append(entry) } }
}
