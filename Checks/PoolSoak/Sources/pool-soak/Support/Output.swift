// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// What the program says, line by line and at once, so that a crash loses nothing.
enum Output {
    private static let seed = Atomic<UInt64>(0)
    private static let hasCrashed = Atomic(false)

    /// Writes a line to the standard output.
    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }

    /// Remembers what is being run, for ``sayOnCrash()``.
    static func note(seed number: UInt64) {
        seed.store(number, ordering: .relaxed)
    }

    /// Has a crash say with which seed it came, before the process ends by its signal.
    ///
    /// Not with `SWIFT_BACKTRACE=enable=yes`: then Swift prints where it came.
    static func sayOnCrash() {
        note(seed: 0)
        let choice = getenv("SWIFT_BACKTRACE").map { String(cString: $0) }
        if choice == "enable=yes" { return }
        for number in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT] {
            signal(number) { number in
                if !Output.hasCrashed.exchange(true, ordering: .relaxed) { Output.writeSeed() }
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    /// Allocates nothing and takes no lock: a signal may come anywhere.
    private static func writeSeed() {
        let words: StaticString = "CRASH with --seed "
        _ = write(STDOUT_FILENO, words.utf8Start, words.utf8CodeUnitCount)
        var rest = seed.load(ordering: .relaxed)
        var unit: UInt64 = 1
        while rest / unit >= 10 { unit *= 10 }
        while unit > 0 {
            var digit = UInt8(48 + rest / unit)
            _ = write(STDOUT_FILENO, &digit, 1)
            rest %= unit
            unit /= 10
        }
        var newline = UInt8(10)
        _ = write(STDOUT_FILENO, &newline, 1)
    }
}
