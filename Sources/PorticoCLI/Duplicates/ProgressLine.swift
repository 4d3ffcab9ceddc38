// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A line on stderr that says how far long work is: for a person at a terminal only.
struct ProgressLine: ~Copyable {
    private let isShown: Bool
    private let clock = ContinuousClock()
    /// Work that takes less than a second needs no line.
    private var due: ContinuousClock.Instant
    private var isLineThere = false

    init(isSilent: Bool) {
        isShown = !isSilent && isatty(STDERR_FILENO) == 1
        due = clock.now + .seconds(1)
    }

    /// Shows the line anew, a few times a second.
    mutating func show(_ title: String, _ done: Int, of all: Int) {
        guard isShown, clock.now >= due else { return }
        due = clock.now + .milliseconds(200)
        isLineThere = true
        Terminal.writeError("\r\(title): \(done) of \(all)\u{1B}[K")
    }

    deinit {
        if isLineThere { Terminal.writeError("\r\u{1B}[K") }
    }
}
