// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Whether the tests were built with a sanitizer.
package enum Sanitizer {
    /// True when the runtime of the thread or the address sanitizer is in this process.
    package static let isOn = isThere("__tsan_init") || isLookingForLeaks

    /// True when the runtime of the address sanitizer is in this process, which looks for leaks at the end.
    package static let isLookingForLeaks = isThere("__asan_init")

    /// How often to do what makes a thread each time: `count` times, a twentieth of it where leaks are looked for,
    /// and a quarter with the thread sanitizer, with which it takes as long.
    ///
    /// The search for leaks knows a thread by its number, also after its end, and Linux gives a number again once
    /// 32,768 others were given. It then takes a thread that lives for the dead one before it, does not look
    /// at its stack, and calls leaked what only that holds: what the Workers of the shared pool and Dispatch's keep.
    package static func countOfThreads(_ count: Int) -> Int {
        isLookingForLeaks ? count / 20 : isOn ? count / 4 : count
    }

    private static func isThere(_ symbol: String) -> Bool {
        unsafe dlsym(nil, symbol) != nil
    }
}
