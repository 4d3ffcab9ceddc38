// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The system's clock, as the server reads it.
enum WallTime {
    /// Whole seconds since 1970.
    ///
    /// `time` has the second of the kernel's last tick; a more exact clock may be in the next one already.
    static var now: Int { time(nil) }
}
