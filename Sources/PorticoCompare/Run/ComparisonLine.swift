// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage

/// How far the comparison has come, on stderr.
///
/// On a terminal one line that changes; elsewhere a line whenever another scenario begins.
struct ComparisonLine {
    private let isTerminal = isatty(STDERR_FILENO) == 1

    func show(_ progress: Comparison.Progress) {
        let place = "\(progress.number) of \(progress.total)"
        let rest = Self.text(progress.rest)
        if isTerminal {
            write("\r\u{1b}[K\(place)  \(progress.scenario) · \(progress.engine)  \(rest) to go")
        } else if progress.beginsScenario {
            write("\(place): \(progress.scenario), about \(rest) to go\n")
        }
    }

    /// Leaves the line to others.
    func clear() {
        if isTerminal { write("\r\u{1b}[K") }
    }

    private func write(_ text: String) {
        // Fails when stderr is closed; then there is no reader to tell.
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }

    private static func text(_ duration: Duration) -> String {
        let seconds = Int(duration.seconds.rounded(.up))
        return seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
    }
}
