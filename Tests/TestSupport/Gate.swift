// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// Holds threads back until enough others have arrived: what tests use instead of sleeping.
///
/// It opens once and stays open. A wait has an end, so that a broken test fails instead of hanging.
package final class Gate: Sendable {
    /// How many arrivals are missing is the condition of the lock; 0 is open.
    private let missing: NSConditionLock

    /// Makes a gate that opens when ``open()`` has been called `arrivals` times.
    package init(arrivals: Int = 1) {
        missing = NSConditionLock(condition: arrivals)
    }

    /// Arrives: the last of the expected arrivals lets everybody pass.
    ///
    /// From any thread.
    package func open() {
        lock()
        missing.unlock(withCondition: max(0, missing.condition - 1))
    }

    /// True when everybody passes.
    package var isOpen: Bool {
        lock()
        defer { missing.unlock() }
        return missing.condition == 0
    }

    /// Blocks the calling thread until the gate is open; false if it is not within `seconds`.
    @discardableResult
    package func wait(atMost seconds: TimeInterval = 30) -> Bool {
        guard missing.lock(whenCondition: 0, before: Date(timeIntervalSinceNow: seconds)) else {
            return false
        }
        missing.unlock()
        return true
    }

    /// Takes the lock, which nobody holds for long.
    private func lock() {
        // `NSConditionLock.lock()` waits until `Date.distantFuture`, and traps on Linux when it has to.
        let isLocked = missing.lock(before: Date(timeIntervalSinceNow: 60))
        precondition(isLocked, "a gate was locked for a minute")
    }
}
