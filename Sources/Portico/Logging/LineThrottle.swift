// SPDX-License-Identifier: Apache-2.0
import Logging

/// Lets few lines of a kind through in each second, and counts the others.
///
/// A flood of requests must not become a flood of lines.
struct LineThrottle {
    /// What was left out of one kind.
    struct Summary: Equatable {
        let kind: String
        let level: Logger.Level
        let leftOut: Int
    }

    private struct Window {
        let start: ContinuousClock.Instant
        let level: Logger.Level
        var admitted = 0
        var leftOut = 0
    }

    /// How many lines of a kind pass in a window.
    static let limit = 20
    /// How long a window is.
    static let span = Duration.seconds(1)
    /// Kinds beyond this many count as one: the memory for them is bounded.
    private static let maxKinds = 64

    private var windows: [String: Window] = [:]
    private var summaries: [Summary] = []

    /// Whether something is counted that has not been summed up.
    var isCounting: Bool { !windows.isEmpty || !summaries.isEmpty }

    /// Whether a line of `kind` may pass at `now`.
    mutating func admits(
        _ kind: String, _ level: Logger.Level, at now: ContinuousClock.Instant
    ) -> Bool {
        let kind = windows[kind] == nil && windows.count >= Self.maxKinds ? "others" : kind
        if let window = windows[kind], now - window.start >= Self.span { close(kind, window) }
        var window = windows[kind] ?? Window(start: now, level: level)
        defer { windows[kind] = window }
        guard window.admitted < Self.limit else {
            window.leftOut += 1
            return false
        }
        window.admitted += 1
        return true
    }

    /// What was left out in the windows that are over at `now`, or in all if that is nil.
    mutating func takeSummaries(at now: ContinuousClock.Instant?) -> [Summary] {
        for (kind, window) in windows {
            if let now, now - window.start < Self.span { continue }
            close(kind, window)
        }
        defer { summaries = [] }
        return summaries
    }

    private mutating func close(_ kind: String, _ window: Window) {
        windows[kind] = nil
        guard window.leftOut > 0 else { return }
        summaries.append(Summary(kind: kind, level: window.level, leftOut: window.leftOut))
    }
}
