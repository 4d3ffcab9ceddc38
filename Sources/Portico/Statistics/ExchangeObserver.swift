// SPDX-License-Identifier: Apache-2.0

/// Is told of every request that was answered, refused ones included: an access log, or figures.
///
/// Set it in ``Configuration/observers``. Each observer has a thread of its own, on which it may block: the
/// loops and the Workers only queue records. An observer that is too slow for the requests loses records, and is
/// told how many. A server without observers makes no records.
public protocol ExchangeObserver: Sendable {
    /// Exchanges have ended, in this order on each connection.
    ///
    /// A fiftieth of a second later at most, if the observer is not busy.
    func exchangesDidEnd(_ records: [ExchangeRecord])

    /// How often ``look(at:)`` is called; nil for never.
    var statisticsInterval: Duration? { get }

    /// What the server is doing and has done: from time to time, and when it has ended.
    func look(at statistics: ServerStatistics)

    /// As many records were lost, because too many waited for this observer; the server logs that, too.
    func recordsWereLost(_ count: Int)

    /// The server has ended, and no call will follow.
    ///
    /// An observer that does not come to that within a second after the end is not waited for.
    func serverDidEnd()
}

// Each would say that it does nothing.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
/// What an observer need not have does nothing.
extension ExchangeObserver {
    public var statisticsInterval: Duration? { nil }
    public func look(at statistics: ServerStatistics) {}
    public func recordsWereLost(_ count: Int) {}
    public func serverDidEnd() {}
}
