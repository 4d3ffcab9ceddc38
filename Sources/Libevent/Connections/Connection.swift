// SPDX-License-Identifier: Apache-2.0
import CLibevent

// One accepted socket, from evhttp's `bevcb` to its `closecb`; lives on the loop thread.
//
// One event watches the socket all the time. What it reads goes to the guard, and a whole request
// begins an exchange. The reply is sent straight to the kernel. The phases:
//
//   reading -> busy: the request is whole, we owe the reply
//           -> (flushing): the reply waits for the client to read
//           -> reading again, or lingering: what still comes is thrown away, or the end
//
// Only in `reading` and `lingering` are bytes taken from the kernel: a client that sends and does not
// read fills the kernel's buffers and nothing of ours.

/// One client's connection, and the exchange that is under way on it.
@safe final class Connection {
    private enum Phase { case reading, busy, flushing, lingering, ended }

    /// Not counted, as it is asked for many times per request, and safe, as a front closes its
    /// connections before it goes.
    private unowned(unsafe) let owner: HTTPFront
    private var front: HTTPFront { unsafe owner }
    let bufferevent: OpaquePointer
    private(set) var socket = Socket(descriptor: -1)
    /// Whether no request has come yet.
    private var isNew = true
    private var evhttp: EvhttpConnection?
    /// The exchange that is under way, or the last one.
    private var exchangeID = ExchangeID(slot: -1, serial: 0)
    /// What a job holds of that exchange; nil when the guard refused the request.
    private var received: ReceivedRequest?
    private var isPersistent = false
    private var remoteAddress = Endpoint(host: "", port: 0)
    /// The client's address without its port.
    var host: String { remoteAddress.host }
    private var phase = Phase.reading
    private let `guard` = Guard()
    private var readable: Watch?
    private var unsent: Unsent?
    /// Bytes of later requests, which came with one that is being answered.
    private var early = EarlyBytes()
    /// Whether the connection ends after the reply that is being sent.
    private var isClosing = false
    /// The front's time when the phase began, or when something last moved in it.
    private(set) var since = Duration.zero
    private var halfClose = HalfClose()

    init(_ front: HTTPFront, _ bufferevent: OpaquePointer) {
        unsafe owner = front
        unsafe self.bufferevent = unsafe bufferevent
    }

    private var context: UnsafeMutableRawPointer {
        unsafe Unmanaged.passUnretained(self).toOpaque()
    }

    // MARK: The beginning and the end

    /// Completes what `bevcb` began, now that evhttp has made its connection object.
    func admit(evcon: OpaquePointer, descriptor: Int32) throws(LibeventError) {
        socket = Socket(descriptor: descriptor)
        since = front.time
        readable = unsafe try Watch(
            descriptor, .readable, on: front.loop, socketReadable, context)
        guard readable?.resume() == true else {
            readable = nil
            throw LibeventError(call: "event_add")
        }
        let evhttp = unsafe EvhttpConnection(evcon, bufferevent)
        remoteAddress = evhttp.peer
        unsafe evhttp.onClose(connectionClosed, context)
        self.evhttp = evhttp
    }

    /// Called by evhttp exactly once, however the connection ended.
    fileprivate func closed() {
        evhttp = nil
        if phase == .busy || phase == .flushing {
            received?.abandon()
            finishExchange()
        }
        phase = .ended
        readable = nil
        unsent = nil
        front.remove(self)
    }

    /// Ends the connection now.
    func close() { evhttp?.free() }

    /// Ends the connection if nothing of a request has come, not even into the kernel.
    func closeIfIdle() {
        guard phase == .reading, early.isEmpty, `guard`.stage == .nothing,
            case .nothing = socket.peek()
        else { return }
        close()
    }

    // MARK: Reading

    /// The socket is readable, or its other end has gone.
    fileprivate func socketIsReadable() {
        switch phase {
        case .reading:
            if early.isEmpty { receive() } else { readEarly() }
        case .busy, .flushing: lookOut()
        case .lingering: discard()
        case .ended: break
        }
    }

    /// Reads until a request is whole or nothing is left.
    private func receive() {
        // A fast uploader may not keep the loop from its other clients.
        for _ in 0..<16 {
            switch unsafe socket.receive(into: front.scratch) {
            case .bytes(let count):
                let bytes = unsafe UnsafeBufferPointer(rebasing: front.scratch[..<count])
                let (used, verdict) = unsafe examine(bytes)
                if let verdict {
                    if used < count { unsafe early.keep(bytes[used...]) }
                    begin(verdict)
                    return
                }
                if unsafe count < front.scratch.count { return }
            case .nothing:
                return
            case .end, .broken:
                close()
                return
            }
        }
    }

    /// Shows the guard what has come.
    ///
    /// - Returns: How many bytes were used, and the verdict if a request is whole or refused.
    private func examine(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> (used: Int, Guard.Verdict?) {
        let before = `guard`.stage
        let (used, verdict) = unsafe `guard`.examine(bytes, front.limits)
        switch verdict {
        case .admitted, .refused:
            return (used, verdict)
        case .needsMore: break
        case .expectsContinue:
            // Who cannot take it now waits a moment and sends the body anyway.
            socket.trySending("HTTP/1.1 100 Continue\r\n\r\n")
        }
        // The times of a head and of a body are absolute: more bytes do not start them again.
        if before == .nothing || (before == .head && `guard`.stage != .head) { since = front.time }
        return (used, nil)
    }

    /// Goes on with what came before the last reply had been sent.
    func readEarly() {
        guard phase == .reading, !early.isEmpty else { return }
        let (used, verdict) = unsafe early.withBytes { unsafe examine($0) }
        early.use(used)
        if let verdict { begin(verdict) }
    }

    /// Sees whether the client has left while it waits for a reply; takes nothing.
    private func lookOut() {
        switch socket.peek() {
        case .nothing: break
        case .bytes: readable?.pause()
        case .end:
            // Perhaps only half closed: the reply is sent all the same, but nobody may be there.
            halfClose.begin(received, at: front.time)
            readable?.pause()
        case .broken: close()
        }
    }

    // MARK: Exchanges

    /// Asks for the reply to what the client has sent.
    private func begin(_ verdict: Guard.Verdict) {
        phase = .busy
        since = front.time
        isNew = false
        exchangeID = front.beginExchange(socket.descriptor)
        switch verdict {
        case .admitted(let head, let body, let isPersistent):
            let received = ReceivedRequest(
                id: exchangeID, head: head, body: body, remoteAddress: remoteAddress)
            self.received = received
            self.isPersistent = isPersistent
            front.delegate?.receive(received)
        case .refused(let refusal, let isHead):
            received = nil
            isPersistent = false
            front.delegate?.refuse(exchange, refusal, toHead: isHead, from: remoteAddress)
        case .needsMore, .expectsContinue:
            preconditionFailure("an exchange needs a whole request")
        }
    }

    /// Refuses what the client has sent of a request so far, perhaps nothing.
    func refuse(_ refusal: Refusal) {
        let isHead = `guard`.asksForHead
        `guard`.reset()
        begin(.refused(refusal, toHead: isHead))
    }

    /// Refuses a request of which a part has come; false when there is none.
    func refuseHalfReceived(_ refusal: Refusal) -> Bool {
        guard phase == .reading, `guard`.stage != .nothing || !early.isEmpty else { return false }
        early = EarlyBytes()
        refuse(refusal)
        return true
    }

    /// The request whose reply the client has not taken yet, or nil.
    var requestOfUnsentReply: ReceivedRequest? {
        phase == .flushing ? received : nil
    }

    /// The exchange that waits for its reply; nil when none has begun or it has been answered.
    var unanswered: Exchange? {
        phase == .busy ? exchange : nil
    }

    /// The exchange `id`, if it is that one.
    func unanswered(_ id: ExchangeID) -> Exchange? {
        exchangeID.serial == id.serial ? unanswered : nil
    }

    private var exchange: Exchange {
        Exchange(
            connection: self, id: exchangeID, request: received,
            isPersistent: isPersistent && !front.isDraining)
    }

    private func finishExchange() {
        phase = .reading
        since = front.time
        received = nil
        halfClose = HalfClose()
        front.finishExchange()
    }

    // MARK: Replies

    /// Sends the reply to the exchange that is under way, with as few calls as the socket allows.
    func send(_ head: OutputBuffer, body: [UInt8], closes: Bool) {
        guard phase == .busy else { return }
        isClosing = closes
        let sent = unsafe body.withUnsafeBytes { body in unsafe socket.send(head.bytes, body) }
        guard let sent else {
            close()
            return
        }
        if sent == head.count + body.count {
            finishReply()
        } else {
            phase = .flushing
            since = front.time
            // Without memory for an event, the rest cannot be sent.
            unsent = unsafe try? Unsent(
                head, body, sent: sent, on: socket, front.loop, socketWritable, context)
            if unsent == nil { close() }
        }
    }

    fileprivate func socketIsWritable() {
        guard let unsent, unsent.send() else {
            close()
            return
        }
        if unsent.count > 0 { return }
        self.unsent = nil
        finishReply()
    }

    /// The kernel has the whole reply: the connection goes on, or ends.
    private func finishReply() {
        let lingers = isClosing && hasUnreadInput
        finishExchange()
        if isClosing {
            if lingers { linger() } else { close() }
            return
        }
        watchAgain()
        if !early.isEmpty { front.readEarlyLater(self) }
    }

    /// Waits for the client's bytes again, as after a pause; ends the connection if that cannot be.
    private func watchAgain() {
        if readable?.resume() == false { close() }
    }

    /// Whether the client has sent more than the request that was answered.
    private var hasUnreadInput: Bool {
        guard early.isEmpty, let received else { return true }
        // RFC 9112 §9.6: who asks to close sends no more. Only after a body some clients send a line
        // end that they should not.
        if !isPersistent, received.body.isEmpty { return false }
        if case .bytes = socket.peek() { return true }
        return false
    }

    // MARK: Lingering close, RFC 9112 §9.6

    /// Closes the sending side and reads on for a while.
    ///
    /// Closing with unread input would make the kernel send a reset, which destroys the reply before
    /// the client has read it.
    private func linger() {
        phase = .lingering
        since = front.time
        early = EarlyBytes()
        socket.endSending()
        watchAgain()
    }

    private func discard() {
        for _ in 0..<16 {
            switch unsafe socket.receive(into: front.scratch) {
            case .bytes: continue
            case .nothing: return
            case .end, .broken:
                close()
                return
            }
        }
    }

    // MARK: Deadlines

    /// Ends what takes too long, in the way that the client can learn most from.
    func checkDeadline() {
        let limits = front.limits
        switch phase {
        case .reading: checkReading(limits)
        case .busy:
            halfClose.check(received, at: front.time)
            if isOver(limits.handlerDeadline), let unanswered {
                front.delegate?.isOverdue(unanswered)
            }
        case .flushing:
            if unsent?.hasProgressed(by: limits.leastTaken) == true { since = front.time }
            if isOver(limits.writeStallTime) { cutOff() }
        case .lingering: if isOver(FrontLimits.lingerTime) { close() }
        case .ended: break
        }
    }

    private func checkReading(_ limits: FrontLimits) {
        switch `guard`.stage {
        case .nothing:
            // Nothing was asked, so nothing is answered.
            if isOver(isNew ? limits.headDeadline : limits.idleTime) { closeIfIdle() }
        case .head:
            if isOver(limits.headDeadline) { refuse(.headTooSlow) }
        case .body(let count):
            let needed = limits.minBodyRate * Int((front.time - since).components.seconds)
            let isTooSlow = count < needed && isOver(FrontLimits.bodyGrace)
            if isTooSlow || isOver(limits.bodyDeadline) { refuse(.bodyTooSlow) }
        }
    }

    /// Ends the connection to a client that reads too little: nothing of the reply is kept for it.
    private func cutOff() {
        socket.resetOnClose()
        close()
    }

    /// Whether `limit` has passed since the phase began.
    ///
    /// The front's time moves with its sweeps; a sweep is added, so that nobody is cut off early.
    private func isOver(_ limit: Duration?) -> Bool {
        guard let limit else { return false }
        return front.time - since > limit + front.limits.sweepInterval
    }
}

// MARK: What libevent calls

private func connection(_ context: UnsafeMutableRawPointer?) -> Connection? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
}

private let connectionClosed: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Void = {
    _, context in unsafe connection(context)?.closed()
}

private let socketReadable: event_callback_fn = { _, _, context in
    unsafe connection(context)?.socketIsReadable()
}

private let socketWritable: event_callback_fn = { _, _, context in
    unsafe connection(context)?.socketIsWritable()
}
