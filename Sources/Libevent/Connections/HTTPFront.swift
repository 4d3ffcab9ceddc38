// SPDX-License-Identifier: Apache-2.0
package import HTTP1
import PorticoPool

/// What stands in front of the handlers of one loop: it accepts, holds the connections, and drains.
///
/// On the loop thread, from its making to its release.
@safe package final class HTTPFront {
    package let loop: EventLoop
    package let limits: FrontLimits
    /// Held until ``close()``.
    private var owner: (any FrontDelegate)?
    package var delegate: (any FrontDelegate)? {
        get { owner }
        set { owner = newValue }
    }
    /// Called with each exchange that was answered; nil when nobody wants to know.
    package var onExchangeEnd: ((EndedExchange) -> Void)?
    /// Called once, when draining begins.
    package var onDrain: (() -> Void)?
    /// The time of deadlines, counted in sweeps: it stands still while something holds up the loop, so
    /// that no client is cut off for bytes that the loop did not read.
    private(set) var time = Duration.zero
    /// Has evhttp parse what the guard lets in.
    let parser: EvhttpParser
    /// Where bytes are read to that go elsewhere at once.
    let scratch: UnsafeMutableBufferPointer<UInt8>

    package let counters = FrontCounters()
    private let http: EvhttpServer
    private let counts: ConnectionCounts
    let connections = ConnectionTable()
    /// What streamed replies have in common.
    let streams: StreamTurns
    /// How many connections have been turned away and have not ended.
    private var turnedAway = 0
    /// Have pipelined bytes to be read in the next pass.
    private var pipelined: [Connection] = []
    private var acceptor: Acceptor?
    private var pipelinedReading: Event?
    private var sweep: Event?
    private var sweepInterval: Duration
    private var lastSweep: ContinuousClock.Instant?
    private var draining: Drain?

    /// Makes a front that does not listen yet; `counts` is shared by the loops of a server.
    package init(
        on loop: EventLoop, limits: FrontLimits,
        counts: ConnectionCounts = ConnectionCounts(limit: .max)
    ) throws(LibeventError) {
        self.loop = loop
        self.limits = limits
        self.counts = counts
        sweepInterval = limits.sweepInterval
        http = try EvhttpServer(on: loop)
        streams = try StreamTurns(on: loop)
        unsafe scratch = .allocate(capacity: FrontLimits.leastRequestBufferBytes)
        parser = EvhttpParser(http)
        acceptor = try Acceptor(self, http, counts: counts)
        pipelinedReading = try Event(on: loop, repeats: false) { [unowned self] in readPipelined() }
        sweep = try Event(on: loop) { [unowned self] in sweepConnections() }
        sweep?.schedule(every: sweepInterval)
    }

    deinit {
        assert(figures.connectionsOpen == 0, "a front was released before it was closed")
        acceptor = nil
        unsafe scratch.deallocate()
    }

    /// Ends every connection and stops listening; must be called before the front is released.
    package func close() {
        onDrain = nil
        owner = nil
        acceptor?.closeListeners()
        acceptor?.admitAccepted()
        for connection in connections.all {
            connection.failStream(.serverEnding)
            connection.close()
        }
    }

    /// Takes over `socket` and accepts connections from it.
    ///
    /// `isShared` says whether other processes may listen on the same port.
    package func listen(
        on socket: ListeningSocket, isShared: Bool = false
    ) throws(LibeventError) {
        try acceptor?.listen(on: socket, isShared: isShared)
    }

    // MARK: On the loop thread: connections

    /// Takes in a connection that has been admitted.
    func add(_ connection: Connection) {
        connections.add(connection)
        counters.connectionsAccepted.add()
        if !counts.enter(connection.remoteAddress.host) { turnAway(connection) }
        if connection.isUntakenProxy { connection.close() }
    }

    /// Takes in a connection whose proxy has said who its client is.
    func admitProxied(_ connection: Connection) {
        if !counts.enter(connection.remoteAddress.host) { turnAway(connection) }
    }

    /// Refuses a connection whose address has too many: it gets no place of the others'.
    private func turnAway(_ connection: Connection) {
        turnedAway += 1
        counts.release()
        connection.turnAway()
        // Reading from them until their answers have arrived takes time, so their number is bounded.
        if turnedAway > FrontLimits.maxTurnedAway { connection.close() }
    }

    func remove(_ connection: Connection) {
        connections.remove(connection)
        counters.connectionsClosed.add()
        counts.leave(connection.remoteAddress.host)
        if connection.isTurnedAway { turnedAway -= 1 } else { counts.release() }
        acceptor?.resume()
        if draining != nil { finishIfDrained() }
    }

    /// Ends the connection that has been idle longest; false when none is idle.
    func closeLongestIdle() -> Bool {
        guard let connection = connections.longestIdle() else { return false }
        connection.close()
        return true
    }

    /// Has `connection` look at its pipelined bytes in the next pass: the others have their turns first.
    func readPipelinedLater(_ connection: Connection) {
        pipelined.append(connection)
        if pipelined.count == 1 { pipelinedReading?.activateInNextPass() }
    }

    private func readPipelined() {
        let list = pipelined
        pipelined.removeAll(keepingCapacity: true)
        for connection in list { connection.readPipelined() }
    }

    private func sweepConnections() {
        // Not `+=`, or each look at the time would be checked for overlapping use.
        time = time + sweepInterval
        noteLag()
        acceptor?.makeRoomForOthers()
        acceptor?.resume()
        for connection in connections.all { connection.checkDeadline() }
        if draining != nil {
            closeIdleConnections()
            finishIfDrained()
        }
    }

    // MARK: On the loop thread: figures

    private func noteLag() {
        let now = ContinuousClock.now
        if let lastSweep { counters.noteLag(now - lastSweep - sweepInterval) }
        lastSweep = now
    }

    package var figures: FrontFigures { counters.figures }

    func noteAcceptFailure(_ code: Int32?) {
        counters.acceptFailures.add()
        guard let code else { return }
        LibeventLog.write(
            .warning, "accept: \(describeErrno(code)); trying again from time to time")
    }

    /// evhttp has refused what the guard had let in.
    func noteParserRefusal() {
        counters.parserRefusals.add()
        guard counters.parserRefusals.value == 1 else { return }
        LibeventLog.write(
            .error, "evhttp refused a request that the guard had let in; further ones are counted")
    }

    // MARK: On the loop thread: exchanges

    func beginExchange(_ descriptor: Int32) -> ExchangeID {
        counters.exchangesBegun.add()
        return ExchangeID(slot: descriptor, serial: UInt64(counters.exchangesBegun.value))
    }

    /// Ends the connection of an exchange that is not to be answered any more.
    package func abandon(_ id: ExchangeID) {
        exchange(id)?.connection.close()
    }

    /// Counts an exchange that is not given more time.
    package func noteCutOff() {
        counters.exchangesCutOff.add()
    }

    /// Counts a reply that is not given more time.
    package func noteReplyCutOff() {
        counters.repliesCutOff.add()
    }

    /// Refuses every request of which a part has come, and counts them as cut off.
    package func refuseHalfReceived(_ refusal: Refusal) {
        for connection in connections.all where connection.refuseHalfReceived(refusal) {
            counters.exchangesCutOff.add()
        }
    }

    /// The requests whose replies are still being sent.
    package var requestsOfUnsentReplies: [ReceivedRequest] {
        connections.all.compactMap { $0.requestOfUnsentReply }
    }

    /// The exchanges that have not been answered.
    package var openExchanges: [Exchange] {
        connections.all.compactMap { $0.unanswered }
    }

    /// The exchange `id`, if it has not been answered; nil when it has ended, as its client has gone.
    package func exchange(_ id: ExchangeID) -> Exchange? {
        connections.exchange(id)
    }

    // MARK: On the loop thread: draining

    package var isDraining: Bool { draining != nil }

    /// Stops accepting, closes idle connections, and tells the delegate when the last one has ended.
    ///
    /// What already waits in the kernel's queue is still accepted and answered; every reply from now
    /// on closes its connection.
    package func drain() {
        guard draining == nil else { return }
        draining = Drain(at: time, sweepInterval: sweepInterval)
        onDrain?()
        acceptor?.stopHandshakes()
        sweepInterval = Drain.interval
        lastSweep = nil
        sweep?.schedule(every: sweepInterval)
        endEventStreams()
        closeIdleConnections()
    }

    private func closeIdleConnections() {
        for connection in connections.all
        where draining?.mayClose(idleSince: connection.since, now: time) == true {
            connection.closeIfIdle()
        }
    }

    private func finishIfDrained() {
        guard let draining, let acceptor, acceptor.mayStopListening(draining, now: time) else {
            return
        }
        acceptor.closeListeners()
        if figures.connectionsOpen == 0, acceptor.waitingCount == 0 {
            owner?.frontIsDrained()
        }
    }
}
