// SPDX-License-Identifier: Apache-2.0

/// A count that others bring down to zero, while somebody waits for that.
final class Latch: Sendable {
    private let count: Lock<Int>

    /// Makes a latch that is over after `count` calls of ``countDown()``.
    init(_ count: Int) {
        self.count = Lock(count)
    }

    /// Expects `number` more calls of ``countDown()``.
    func expect(_ number: Int) {
        count.change { $0 += number }
    }

    /// Counts one down, and wakes those who wait when none is left.
    func countDown() {
        count.change { $0 -= 1 }
    }

    /// True when the count is zero.
    var isOver: Bool { count.withLock { $0 <= 0 } }

    /// Blocks until the count is zero.
    func wait() {
        count.wait { $0 <= 0 }
    }
}
