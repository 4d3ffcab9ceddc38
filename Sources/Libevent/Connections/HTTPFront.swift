// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import PorticoPool

/// The door of one loop: its listeners, its connections, and the evhttp that runs them.
///
/// Owns an `evhttp`.
///
/// Made, used and released on the loop thread.
@safe package final class HTTPFront {
    package let loop: EventLoop
    package let limits: FrontLimits
    package weak var delegate: (any FrontDelegate)?
    /// Called once, when draining begins.
    package var onDrain: (() -> Void)?
    package private(set) var isDraining = false
    /// The time when draining began, and from when on something has moved of late for it.
    private var drainBegan = Duration.zero
    private var movedOfLate = Duration.zero
    /// One line in the log tells that accepting fails; a flood of them would be an attack of its own.
    private var hasReportedFailure = false
    package private(set) var statistics = FrontStatistics()
    /// The time of deadlines, counted in sweeps: it stands still while something holds up the loop, so
    /// that no client is cut off for bytes that the loop did not read.
    private(set) var time = Duration.zero
    private var sweepInterval: Duration
    private let http: OpaquePointer
    private var listeners: [Listener] = []
    /// By descriptor: what a request or a reply finds its connection with.
    private var connections: [Connection?] = []
    private let arrivals: Arrivals
    /// Have early bytes to be read in this pass.
    private var early: [Connection] = []
    private let census: AddressCensus?
    private var admission: Event?
    private var earlyReading: Event?
    private var sweep: Event?
    /// Where bytes are read to that go elsewhere at once.
    let scratch: UnsafeMutableBufferPointer<UInt8>

    /// Makes a front that does not listen yet.
    ///
    /// Wraps `evhttp_new`.
    package init(
        on loop: EventLoop, limits: FrontLimits, census: AddressCensus? = nil
    ) throws(LibeventError) {
        self.loop = loop
        self.limits = limits
        self.census = census
        sweepInterval = limits.sweepInterval
        guard let http = unsafe evhttp_new(loop.base) else {
            throw LibeventError(call: "evhttp_new", code: errno)
        }
        unsafe self.http = unsafe http
        unsafe scratch = .allocate(capacity: 64 * 1024)
        arrivals = Arrivals(on: loop)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        guard arrivals.makeReady() else { throw LibeventError(call: "bufferevent_socket_new") }
        unsafe evhttp_set_bevcb(http, buffereventWanted, context)
        fronts.withLock { $0[UInt(bitPattern: http)] = UInt(bitPattern: context) }
        admission = try Event(on: loop) { [unowned self] in admitArrivals() }
        earlyReading = try Event(on: loop) { [unowned self] in readEarly() }
        sweep = try Event(on: loop) { [unowned self] in sweepConnections() }
        sweep?.schedule(every: sweepInterval)
    }

    deinit {
        assert(statistics.connectionsOpen == 0, "a front was released before it was closed")
        fronts.withLock { unsafe $0[UInt(bitPattern: http)] = nil }
        unsafe evhttp_free(http)
        unsafe scratch.deallocate()
    }

    /// Ends every connection and stops listening; must be called before the front is released.
    package func close() {
        onDrain = nil
        delegate = nil
        closeListeners()
        admitArrivals()
        connections.forEach { $0?.close() }
    }

    private func closeListeners() {
        listeners.forEach { $0.close() }
        listeners = []
    }

    // MARK: Accepting

    /// Takes over `socket` and accepts connections from it.
    ///
    /// `isShared` says whether other processes may listen on the same port.
    package func listen(
        on socket: ListeningSocket, isShared: Bool = false
    ) throws(LibeventError) {
        let listener = unsafe try Listener(
            socket, isShared: isShared, http: http, loop: loop,
            acceptFailed: connectionRefusedBySystem)
        listeners.append(listener)
    }

    /// evhttp is about to make a connection object and wants the bufferevent for it.
    fileprivate func makeConnection() -> OpaquePointer? {
        let bufferevent = unsafe arrivals.next { unsafe Connection(self, $0) }
        admission?.activate()
        if isFull || !arrivals.isReady || LibeventMemory.isShort {
            listeners.forEach { $0.pause() }
        }
        return unsafe bufferevent
    }

    /// Accepts again after a pause, if there is room.
    private func resumeListeners() {
        guard hasRoom, !LibeventMemory.isShort, arrivals.makeReady() else { return }
        listeners.forEach { $0.resume() }
    }

    /// Whether no connection may be added.
    private var isFull: Bool {
        statistics.connectionsOpen + arrivals.count >= limits.maxConnections
    }

    /// Whether there is room for more than a few: the listeners are not to pause and resume all the
    /// time at the limit.
    private var hasRoom: Bool {
        let enough = limits.maxConnections - limits.maxConnections / 16
        return statistics.connectionsOpen + arrivals.count < enough
    }

    /// Called when the system refuses a connection, most often for want of descriptors.
    fileprivate func acceptFailed(_ code: Int32) {
        statistics.acceptFailures += 1
        listeners.forEach { $0.pause() }
        guard !hasReportedFailure else { return }
        hasReportedFailure = true
        LibeventRuntime.log(
            .warning, "accept: \(describeErrno(code)); trying again from time to time")
    }

    /// Runs in the pass that accepted, before any of the new sockets is read.
    private func admitArrivals() {
        unsafe arrivals.takeAll { unsafe admit($0, $1) }
    }

    private func admit(_ connection: Connection, _ evcon: OpaquePointer) {
        let descriptor = unsafe bufferevent_getfd(connection.bufferevent)
        do {
            unsafe try connection.admit(evcon: evcon, descriptor: descriptor)
            let slot = Int(descriptor)
            while connections.count <= slot { connections.append(nil) }
            connections[slot] = connection
            statistics.connectionsAccepted += 1
            statistics.connectionsOpen += 1
            if let census, !census.enter(connection.host) { connection.refuse(.tooManyConnections) }
        } catch {
            LibeventRuntime.log(.error, "a connection was dropped: \(error)")
            unsafe evhttp_connection_set_closecb(evcon, nil, nil)
            unsafe evhttp_connection_free(evcon)
        }
    }

    func remove(_ connection: Connection) {
        connections[Int(connection.socket.descriptor)] = nil
        statistics.connectionsOpen -= 1
        census?.leave(connection.host)
        resumeListeners()
        if isDraining { finishIfDrained() }
    }

    // MARK: Exchanges

    func beginExchange(_ descriptor: Int32) -> ExchangeID {
        statistics.exchangesBegun += 1
        statistics.exchangesOpen += 1
        return ExchangeID(slot: descriptor, serial: UInt64(statistics.exchangesBegun))
    }

    func finishExchange() {
        statistics.exchangesOpen -= 1
    }

    /// Ends the connection of an exchange that nobody wants answered any more.
    package func abandon(_ id: ExchangeID) {
        exchange(id)?.connection.close()
    }

    /// Counts an exchange that is not given more time.
    package func noteCutOff() {
        statistics.exchangesCutOff += 1
    }

    /// Counts a reply that is not given more time.
    package func noteReplyCutOff() {
        statistics.repliesCutOff += 1
    }

    /// Refuses every request of which a part has come, and counts them as cut off.
    package func refuseHalfReceived(_ refusal: Refusal) {
        for connection in connections where connection?.refuseHalfReceived(refusal) == true {
            statistics.exchangesCutOff += 1
        }
    }

    /// The requests whose replies are still being sent.
    package var requestsOfUnsentReplies: [ReceivedRequest] {
        connections.compactMap { $0?.requestOfUnsentReply }
    }

    /// The exchanges that have not been answered.
    package var openExchanges: [Exchange] {
        connections.compactMap { $0?.unanswered }
    }

    /// The exchange `id`, if it has not been answered; nil when it has ended, as its client has gone.
    package func exchange(_ id: ExchangeID) -> Exchange? {
        let slot = Int(id.slot)
        guard connections.indices.contains(slot) else { return nil }
        return connections[slot]?.unanswered(id)
    }

    // MARK: Keeping house

    /// Has `connection` look at its early bytes, still in this pass but not in this call.
    func readEarlyLater(_ connection: Connection) {
        early.append(connection)
        if early.count == 1 { earlyReading?.activate() }
    }

    private func readEarly() {
        let list = early
        early.removeAll(keepingCapacity: true)
        for connection in list { connection.readEarly() }
    }

    private func sweepConnections() {
        time += sweepInterval
        resumeListeners()
        for connection in connections { connection?.checkDeadline() }
        if isDraining {
            closeQuietConnections()
            finishIfDrained()
        }
    }

    // MARK: Draining

    /// How often the house is kept while draining.
    private static let drainInterval = Duration.milliseconds(5)
    /// How long a request, or the rest of a handshake, may be on its way when draining begins.
    private static let drainPatience = Duration.milliseconds(100)

    /// Stops accepting, closes idle connections, and tells the delegate when the last one has ended.
    ///
    /// What already waits in the kernel's queue is still accepted and answered; every reply from now
    /// on closes its connection.
    package func drain() {
        guard !isDraining else { return }
        isDraining = true
        onDrain?()
        listeners.forEach { $0.stopHandshakes() }
        drainBegan = time
        movedOfLate = time - sweepInterval
        sweepInterval = Self.drainInterval
        sweep?.schedule(every: sweepInterval)
        closeQuietConnections()
    }

    /// Closes what is idle, but for connections on which something has just moved.
    ///
    /// Their clients may have sent the next request, which would get no answer. Most of them do it within
    /// the patience, and are told in the reply that the connection ends.
    private func closeQuietConnections() {
        for connection in connections {
            guard let connection else { continue }
            let since = connection.since
            let isQuiet =
                since < movedOfLate || time - max(since, drainBegan) >= Self.drainPatience
            if isQuiet { connection.closeIfIdle() }
        }
    }

    private func finishIfDrained() {
        guard mayStopListening else { return }
        closeListeners()
        if statistics.connectionsOpen == 0, arrivals.count == 0 { delegate?.frontIsDrained() }
    }

    /// Whether closing the listeners resets nobody.
    ///
    /// No connection has begun since draining has. Those that had, need time only where it matters most:
    /// on a shared port another process would have served them.
    private var mayStopListening: Bool {
        let drainingFor = time - drainBegan
        return listeners.allSatisfy { listener in
            let needed = listener.isShared ? Self.drainPatience : Self.drainInterval
            return drainingFor >= needed && !listener.hasWaitingConnections
        }
    }
}

// MARK: What libevent calls

private func front(_ context: UnsafeMutableRawPointer?) -> HTTPFront? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<HTTPFront>.fromOpaque(context).takeUnretainedValue()
}

private let buffereventWanted:
    @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> OpaquePointer? = {
        _, context in unsafe front(context)?.makeConnection()
    }

/// Which front an evhttp belongs to, both as addresses: a failed accept tells nothing but the evhttp.
private let fronts = Guarded<[UInt: UInt]>([:])

private let connectionRefusedBySystem: evconnlistener_errorcb = { _, http in
    let code = errno
    let context = fronts.withLock { $0[UInt(bitPattern: http)] }
    unsafe front(context.flatMap { unsafe UnsafeMutableRawPointer(bitPattern: $0) })?
        .acceptFailed(code)
}
