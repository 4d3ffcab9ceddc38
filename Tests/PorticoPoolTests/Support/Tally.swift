// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A count that any thread may raise.
final class Tally: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .sequentiallyConsistent) }

    func add() { number.add(1, ordering: .sequentiallyConsistent) }
}
