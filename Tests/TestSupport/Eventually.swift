// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Waits for a condition that nobody signals, by looking again and again; false after ten seconds.
package func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while try !condition() {
        guard ContinuousClock.now < end else { return false }
        sched_yield()
    }
    return true
}
