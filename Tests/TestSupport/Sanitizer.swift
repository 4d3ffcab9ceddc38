// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Whether the tests were built with a sanitizer.
package enum Sanitizer {
    /// True when the runtime of the thread or the address sanitizer is in this process.
    package static let isOn = isThere("__tsan_init") || isThere("__asan_init")

    private static func isThere(_ symbol: String) -> Bool {
        unsafe dlsym(nil, symbol) != nil
    }
}
