// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The system's clock, as the server reads it.
enum WallTime {
    /// Whole seconds since 1970.
    ///
    /// `time` has the second of the kernel's last tick: more exact clocks come to the next one before it.
    static var now: Int { time(nil) }
}
