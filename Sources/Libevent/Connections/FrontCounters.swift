// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A number that one loop thread changes and any thread reads, without a lock or a locked instruction.
package struct LoopCounter: ~Copyable, Sendable {
    private let number = Atomic(0)

    package init() {}

    /// From any thread: sees all that was counted before what is counted here.
    package var value: Int { number.load(ordering: .acquiring) }

    /// Only on the loop thread.
    package func add(_ count: Int = 1) {
        number.store(number.load(ordering: .relaxed) &+ count, ordering: .releasing)
    }

    /// Only on the loop thread.
    package func store(_ value: Int) { number.store(value, ordering: .releasing) }
}

/// What a front counts: changed on its loop thread alone, read from any, on cache lines of its own.
package final class FrontCounters: Sendable {
    private let before = InlineArray<16, Int>(repeating: 0)
    let connectionsAccepted = LoopCounter()
    let connectionsClosed = LoopCounter()
    /// Connections that are being sent a reply which their clients have not taken, or which is being made.
    let connectionsSending = LoopCounter()
    /// Connections that have been answered and are read to their end, RFC 9112 §9.6.
    let connectionsLingering = LoopCounter()
    let acceptFailures = LoopCounter()
    let parserRefusals = LoopCounter()
    let exchangesBegun = LoopCounter()
    let exchangesCutOff = LoopCounter()
    /// Exchanges that ended without a reply, as their clients had gone.
    let exchangesUnanswered = LoopCounter()
    /// Exchanges that ended with a reply, by the first digit of its status.
    private let replies = InlineArray<6, LoopCounter> { _ in LoopCounter() }
    let repliesCutOff = LoopCounter()
    let repliesStreamed = LoopCounter()
    let repliesBrokenOff = LoopCounter()
    let bytesReceived = LoopCounter()
    let bytesSent = LoopCounter()
    /// How late the last look at the connections was, and the latest one, in nanoseconds.
    private let lag = LoopCounter()
    private let mostLag = LoopCounter()
    private let after = InlineArray<16, Int>(repeating: 0)

    package init() {}

    // MARK: On the loop thread

    /// Counts the end of an exchange that was answered with `status`; 0 when it was not.
    func noteEnd(status: Int) {
        guard status > 0 else { return exchangesUnanswered.add() }
        replies[min(status / 100, 5)].add()
    }

    /// Notes how late the loop was.
    func noteLag(_ time: Duration) {
        let nanoseconds = Int(clamping: Int64(max(time, .zero) / .nanoseconds(1)))
        lag.store(nanoseconds)
        if nanoseconds > mostLag.value { mostLag.store(nanoseconds) }
    }

    // MARK: From any thread

    /// All of them at this moment.
    ///
    /// What ends is read before what begins: no sum of ends is larger than its beginnings.
    package var figures: FrontFigures {
        var figures = FrontFigures()
        figures.repliesBrokenOff = repliesBrokenOff.value
        figures.repliesStreamed = repliesStreamed.value
        figures.repliesCutOff = repliesCutOff.value
        figures.exchangesUnanswered = exchangesUnanswered.value
        for index in replies.indices { figures.replies[index] = replies[index].value }
        figures.exchangesCutOff = exchangesCutOff.value
        figures.parserRefusals = parserRefusals.value
        figures.exchangesBegun = exchangesBegun.value
        figures.exchangesOpen =
            figures.exchangesBegun - figures.exchangesUnanswered - figures.replies.reduce(0, +)
        figures.connectionsSending = connectionsSending.value
        figures.connectionsLingering = connectionsLingering.value
        let closed = connectionsClosed.value
        figures.connectionsAccepted = connectionsAccepted.value
        figures.connectionsOpen = figures.connectionsAccepted - closed
        figures.acceptFailures = acceptFailures.value
        figures.bytesReceived = bytesReceived.value
        figures.bytesSent = bytesSent.value
        figures.lag = .nanoseconds(lag.value)
        figures.mostLag = .nanoseconds(mostLag.value)
        return figures
    }
}
