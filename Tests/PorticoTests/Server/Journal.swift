// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// What happened, in its order, noted by several threads.
final class Journal: Sendable {
    private let list = Guarded<[String]>([])

    var lines: [String] { list.withLock { $0 } }

    func note(_ line: String) {
        list.withLock { $0.append(line) }
    }
}
