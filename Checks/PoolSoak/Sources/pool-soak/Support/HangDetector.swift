// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread that ends the process when something takes too long, and says what hung.
final class HangDetector: Sendable {
    private struct Watched {
        let text: String
        let deadline: ContinuousClock.Instant
        let figures: @Sendable () -> String
    }

    private let limit: Duration
    private let watched = Lock<Watched?>(nil)

    /// Starts the thread, which lives as long as the process.
    init(limit: Duration) {
        self.limit = limit
        _ = SoakThread { [self] in
            while true {
                SoakThread.pause(microseconds: 100_000)
                if let late = watched.withLock({ $0 }), ContinuousClock.now > late.deadline {
                    report(late)
                }
            }
        }
    }

    /// Watches over what `text` names from now on; `figures` says what is known of it if it hangs.
    func begin(_ text: String, figures: @escaping @Sendable () -> String) {
        watched.withLock { $0 = Watched(text: text, deadline: .now + limit, figures: figures) }
    }

    /// Watches over nothing any more.
    func end() {
        watched.withLock { $0 = nil }
    }

    /// The figures may need the very lock that hangs, so they come last.
    private func report(_ late: Watched) {
        Output.say("HANG: not over after \(limit): \(late.text)")
        Output.say("figures: \(late.figures())")
        _exit(2)
    }
}
