// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The time of day.
package enum WallClock {
    /// Whole seconds since 1970-01-01 00:00:00 UTC.
    ///
    /// Wraps `time`.
    package static func secondsSinceEpoch() -> Int {
        time(nil)
    }
}
