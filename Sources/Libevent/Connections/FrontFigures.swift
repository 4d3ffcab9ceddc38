// SPDX-License-Identifier: Apache-2.0

/// What a front has done, and what it still has open.
package struct FrontFigures: Sendable, Hashable {
    /// Connections accepted since the start.
    package var connectionsAccepted = 0
    /// Connections open now: zero at the end, or something leaks.
    package var connectionsOpen = 0
    /// How often the system refused to hand over a connection.
    package var acceptFailures = 0
    /// Requests that evhttp refused although the guard had let them in: zero, or there is a bug.
    package var parserRefusals = 0
    /// Exchanges begun since the start, refused ones included.
    package var exchangesBegun = 0
    /// Exchanges that were answered with 503 as the drain deadline had passed.
    package var exchangesCutOff = 0
    /// Replies that were still being sent when the server ended.
    package var repliesCutOff = 0
    /// Replies that were sent while a writer made them, those under way included.
    package var repliesStreamed = 0
    /// Those of them that ended without the end of their body, as the writer or the server could not go on.
    package var repliesBrokenOff = 0
    /// Exchanges that are not finished: zero at the end, or something leaks.
    package var exchangesOpen = 0
    /// Exchanges that ended without a reply, as their clients had gone.
    package var exchangesUnanswered = 0
    /// Exchanges that ended with a reply, under the first digit of its status.
    package var replies = [0, 0, 0, 0, 0, 0]
    /// Open connections whose replies are being sent.
    package var connectionsSending = 0
    /// Open connections that have been answered and are read to their end.
    package var connectionsLingering = 0
    package var bytesReceived = 0
    package var bytesSent = 0
    /// How late the loop was when it last looked at its connections; of several loops, the latest.
    package var lag = Duration.zero
    /// The most that this has been.
    package var mostLag = Duration.zero

    package init() {}

    package static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.connectionsAccepted += right.connectionsAccepted
        sum.connectionsOpen += right.connectionsOpen
        sum.acceptFailures += right.acceptFailures
        sum.parserRefusals += right.parserRefusals
        sum.exchangesBegun += right.exchangesBegun
        sum.exchangesCutOff += right.exchangesCutOff
        sum.repliesCutOff += right.repliesCutOff
        sum.repliesStreamed += right.repliesStreamed
        sum.repliesBrokenOff += right.repliesBrokenOff
        sum.exchangesOpen += right.exchangesOpen
        sum.exchangesUnanswered += right.exchangesUnanswered
        for (index, count) in right.replies.enumerated() { sum.replies[index] += count }
        sum.connectionsSending += right.connectionsSending
        sum.connectionsLingering += right.connectionsLingering
        sum.bytesReceived += right.bytesReceived
        sum.bytesSent += right.bytesSent
        sum.lag = max(left.lag, right.lag)
        sum.mostLag = max(left.mostLag, right.mostLag)
        return sum
    }
}
