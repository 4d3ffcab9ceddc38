// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Logging

/// What a loop says to requests that no handler sees, why, and when they may come back.
///
/// On the loop thread.
struct Overload {
    private let logger: Logger
    private var rate: ServiceRate
    /// Refusals that no line in the log has told of, and when the last one did.
    private var unlogged = [Int](repeating: 0, count: Reason.allCases.count)
    private var lastLog = [ContinuousClock.Instant?](repeating: nil, count: Reason.allCases.count)

    /// No client is asked to wait longer than this: by then the rate is another one.
    private static let maxRetrySeconds = 60

    init(logger: Logger, rate: ServiceRate) {
        self.logger = logger
        self.rate = rate
    }

    init(logger: Logger, repliesPerSecond: Double? = nil) {
        self.init(logger: logger, rate: ServiceRate(perSecond: repliesPerSecond))
    }

    /// Notes that `count` requests have been given to handlers.
    mutating func noteBegun(_ count: Int, at now: ContinuousClock.Instant) {
        rate.noteBegun(count, at: now)
    }

    /// Notes that `count` have come back, of which `answered` were answered by handlers.
    mutating func noteEnded(_ count: Int, answered: Int, at now: ContinuousClock.Instant = .now) {
        rate.noteEnded(count, answered: answered, at: now)
    }

    /// The 503 for a request in front of which `queued` others wait.
    ///
    /// [RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)
    mutating func response(_ reason: Reason, queued: Int) -> Response {
        noteRefusal(reason, queued: queued)
        return Response(
            status: .serviceUnavailable,
            headers: [.retryAfter: "\(secondsToDrain(queued))"],
            body: ResponseBody("503 Service Unavailable\n\(reason.text)\n"))
    }

    /// How long `queued` requests will take, in whole seconds, at least one.
    func secondsToDrain(_ queued: Int) -> Int {
        guard let repliesPerSecond = rate.perSecond, repliesPerSecond > 0 else { return 1 }
        let seconds = (Double(queued) / repliesPerSecond).rounded(.up)
        return Int(min(max(seconds, 1), Double(Self.maxRetrySeconds)))
    }

    /// Writes to the log once a second and reason at most: a flood must not cost the loop a line each.
    private mutating func noteRefusal(_ reason: Reason, queued: Int) {
        unlogged[reason.rawValue] += 1
        let now = ContinuousClock.now
        if let last = lastLog[reason.rawValue], now - last < .seconds(1) { return }
        lastLog[reason.rawValue] = now
        log(reason, ["queued": "\(queued)"])
    }

    private mutating func log(_ reason: Reason, _ metadata: Logger.Metadata = [:]) {
        let count = unlogged[reason.rawValue]
        logger.log(
            level: reason.level, "\(reason.text)",
            metadata: metadata.merging(["refused": "\(count)"]) { $1 })
        unlogged[reason.rawValue] = 0
    }

    /// Writes down what no line has told of yet; at the end.
    mutating func logRest() {
        for reason in Reason.allCases where unlogged[reason.rawValue] > 0 { log(reason) }
    }
}
