// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Logging
import PorticoPool

/// What a loop says to requests for which the queue has no room, and when they may come back.
///
/// Lives on the loop thread.
struct Overload {
    private let logger: Logger
    private var windowStart = ContinuousClock.now
    private var repliesInWindow = 0
    /// Replies per second in the last whole window; nil before there was one.
    private var repliesPerSecond: Double?
    private var refusalsToLog = 0
    private var lastLog: ContinuousClock.Instant?

    /// Nobody is asked to wait longer than this: by then the rate is another one.
    private static let maxRetrySeconds = 60

    init(logger: Logger, repliesPerSecond: Double? = nil) {
        self.logger = logger
        self.repliesPerSecond = repliesPerSecond
    }

    /// Notes that so many handlers have answered.
    mutating func noteReplies(_ count: Int) {
        repliesInWindow += count
        let now = ContinuousClock.now
        let elapsed = now - windowStart
        guard elapsed >= .seconds(1) else { return }
        repliesPerSecond = Double(repliesInWindow) / (elapsed / .seconds(1))
        windowStart = now
        repliesInWindow = 0
    }

    /// The 503 for a request in front of which `queued` others wait.
    ///
    /// [RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)
    mutating func response(queued: Int) -> Response {
        noteRefusal(queued: queued)
        return Response(
            status: .serviceUnavailable,
            headers: [.retryAfter: "\(secondsToDrain(queued))"],
            body: "503 Service Unavailable\nthe server has more work than it can do\n")
    }

    /// How long `queued` requests will take at the rate of late, in whole seconds, at least one.
    func secondsToDrain(_ queued: Int) -> Int {
        guard let repliesPerSecond, repliesPerSecond > 0 else { return 1 }
        let seconds = (Double(queued) / repliesPerSecond).rounded(.up)
        return Int(min(max(seconds, 1), Double(Self.maxRetrySeconds)))
    }

    /// Writes to the log once a second at most: a flood must not cost the loop a line each.
    private mutating func noteRefusal(queued: Int) {
        refusalsToLog += 1
        let now = ContinuousClock.now
        if let lastLog, now - lastLog < .seconds(1) { return }
        logger.warning(
            "the queue is full", metadata: ["refused": "\(refusalsToLog)", "queued": "\(queued)"])
        lastLog = now
        refusalsToLog = 0
    }
}
