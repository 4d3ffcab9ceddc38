// SPDX-License-Identifier: Apache-2.0
// Names of <time.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// The time of day.
package enum WallClock {
    /// Whole seconds since 1970-01-01 00:00:00 UTC.
    ///
    /// Wraps `time`.
    package static func secondsSinceEpoch() -> Int {
        time(nil)
    }

    /// Nanoseconds since then.
    ///
    /// Wraps `clock_gettime`.
    package static func nanosecondsSinceEpoch() -> Int {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return now.tv_sec * 1_000_000_000 + now.tv_nsec
    }
}
