// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What this process has used of its processors: shows a loop that goes round for nothing.
enum ProcessorTime {
    static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
