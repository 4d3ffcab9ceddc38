// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What this process has used of its processors: shows a loop that goes round for nothing.
enum ProcessorTime {
    static var now: Duration {
        // In millionths of a second, POSIX says.
        .microseconds(clock())
    }
}
