// SPDX-License-Identifier: Apache-2.0
import CLibevent

// One accepted socket, from evhttp's `bevcb` to its `closecb`; lives on the loop thread.
//
// One event watches the socket all the time. What it reads goes to the guard; for a whole request
// evhttp gets a fixed head (see EvhttpConnection), and its callback begins the exchange. The reply is
// sent straight to the kernel. The phases:
//
//   reading -> busy: the request is whole, we owe the reply
//           -> (flushing): the reply waits for the client to read
//           -> reading again, or lingering: what still comes is thrown away, or the end
//
// Only in `reading` and `lingering` are bytes taken from the kernel: a client that sends and does not
// read fills the kernel's buffers and nothing of ours.

/// One client's connection, and the exchange that is under way on it.
@safe final class Connection {
    private enum Phase { case reading, busy, flushing, lingering }

    unowned let front: HTTPFront
    let bufferevent: OpaquePointer
    private(set) var socket = Socket(descriptor: -1)
    /// Whether no request has come yet.
    private(set) var isNew = true
    private var evhttp: EvhttpConnection?
    private var exchange: Exchange?
    private var remoteAddress = Endpoint(host: "", port: 0)
    /// The client's address without its port.
    var host: String { remoteAddress.host }
    private var phase = Phase.reading
    private var `guard` = Guard()
    /// What evhttp's callback will find: the request that the fixed head stands for.
    private var verdict = Guard.Verdict.needsMore
    private var readable: Watch?
    /// Made when the kernel first does not take a reply.
    private var writable: Watch?
    private var unsent: Unsent?
    /// Bytes of later requests, which came with one that is being answered; those before
    /// `earlyUsed` have been taken.
    private var early: [UInt8] = []
    private var earlyUsed = 0
    /// Whether the connection ends after the reply that is being sent.
    private var isClosing = false
    /// The front's time when the phase began, or when something last moved in it.
    private var since = Duration.zero

    init(_ front: HTTPFront, _ bufferevent: OpaquePointer) {
        self.front = front
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
            readable?.free()
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
        if let exchange {
            exchange.received?.abandon()
            // Detached by evhttp: ours to free. Otherwise evhttp frees it right after this call.
            if unsafe evhttp_request_get_connection(exchange.request) == nil {
                unsafe evhttp_request_free(exchange.request)
            }
            finishExchange()
        }
        readable?.free()
        readable = nil
        writable?.free()
        writable = nil
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
        }
    }

    /// Reads until a request is whole or nothing is left.
    private func receive() {
        // A fast uploader may not keep the loop from its other clients.
        for _ in 0..<16 {
            switch unsafe socket.receive(into: front.scratch) {
            case .bytes(let count):
                let bytes = unsafe UnsafeBufferPointer(rebasing: front.scratch[..<count])
                let used = unsafe examine(bytes)
                if phase == .busy {
                    if used < count { unsafe keepEarly(bytes[used...]) }
                    announce()
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

    /// Shows the guard what has come; a request is whole, or refused, when that ends the phase.
    ///
    /// - Returns: How many bytes were used.
    private func examine(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let before = `guard`.stage
        let (used, verdict) = unsafe `guard`.examine(bytes, front.limits)
        switch verdict {
        case .needsMore, .expectsContinue:
            if case .expectsContinue = verdict {
                // Who cannot take it now waits a moment and sends the body anyway.
                socket.trySending("HTTP/1.1 100 Continue\r\n\r\n")
            }
            // The times of a head and of a body are absolute: more bytes do not start them again.
            if before == .nothing || (before == .head && `guard`.stage != .head) {
                since = front.time
            }
        case .admitted, .refused:
            self.verdict = verdict
            phase = .busy
        }
        return used
    }

    /// Has evhttp call back for the request that is whole.
    private func announce() {
        since = front.time
        guard let evhttp else { return }
        front.beginning = self
        evhttp.announceRequest()
        // Without memory evhttp does not call back: it has ended the connection, or never will.
        if front.beginning != nil { close() }
        front.beginning = nil
    }

    private func keepEarly(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        unsafe early.append(contentsOf: bytes)
    }

    /// Goes on with what came before the last reply had been sent.
    func readEarly() {
        guard phase == .reading, evhttp != nil, earlyUsed < early.count else { return }
        let bytes = early
        earlyUsed += unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe examine(UnsafeBufferPointer(rebasing: bytes[earlyUsed...]))
        }
        if earlyUsed == early.count {
            early = []
            earlyUsed = 0
        }
        if phase == .busy { announce() }
    }

    /// Sees whether the client has left while it waits for a reply; takes nothing.
    private func lookOut() {
        switch socket.peek() {
        case .nothing: break
        case .bytes: readable?.pause()
        case .end:
            // Perhaps only half closed: the reply is sent all the same, but nobody may be there.
            exchange?.received?.clientMayHaveLeft()
            readable?.pause()
        case .broken: close()
        }
    }

    // MARK: Exchanges

    /// evhttp has read the fixed head: the exchange begins.
    func begin(_ request: UnsafeMutablePointer<evhttp_request>) {
        isNew = false
        let id = front.beginExchange(socket.descriptor)
        let verdict = self.verdict
        self.verdict = .needsMore
        switch verdict {
        case .admitted(let head, let body, let isPersistent):
            let received = ReceivedRequest(
                id: id, head: head, body: body, remoteAddress: remoteAddress)
            exchange = unsafe Exchange(
                id: id, request: request, received: received, isPersistent: isPersistent)
            front.delegate?.receive(received)
        case .refused(let refusal, let isHead):
            exchange = unsafe Exchange(
                id: id, request: request, received: nil, isPersistent: false)
            front.delegate?.refuse(id, refusal, toHead: isHead, from: remoteAddress)
        case .needsMore, .expectsContinue:
            preconditionFailure("evhttp was told of a request that is not there")
        }
    }

    /// Refuses what the client has sent of a request so far, perhaps nothing.
    func refuse(_ refusal: Refusal) {
        verdict = .refused(refusal, toHead: `guard`.asksForHead)
        `guard`.reset()
        phase = .busy
        announce()
    }

    /// The exchange that waits for its reply; nil when none has begun or it has been answered.
    var unanswered: Exchange? { phase == .busy ? exchange : nil }

    private func finishExchange() {
        exchange = nil
        front.finishExchange()
    }

    // MARK: Replies

    /// Sends the reply to the exchange that is under way, with as few calls as the socket allows.
    func send(_ head: OutputBuffer, body: [UInt8], closes: Bool) {
        guard phase == .busy, exchange != nil else { return }
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
            unsent = Unsent(head, body, sent: sent)
            waitUntilWritable()
        }
    }

    private func waitUntilWritable() {
        if writable == nil {
            writable = unsafe try? Watch(
                socket.descriptor, .writable, on: front.loop, socketWritable, context)
        }
        // Without memory for an event, the rest cannot be sent.
        if writable?.resume() != true { close() }
    }

    fileprivate func socketIsWritable() {
        guard phase == .flushing, let sent = unsent?.send(on: socket) else {
            close()
            return
        }
        if sent > 0 { since = front.time }
        guard unsent?.count == 0 else { return }
        unsent = nil
        writable?.pause()
        finishReply()
    }

    /// The kernel has the whole reply: the connection goes on, or ends.
    private func finishReply() {
        guard let evhttp, let request = unsafe exchange?.request else { return }
        if isClosing {
            // evhttp keeps the request until the connection ends.
            if hasUnreadInput { linger() } else { close() }
            return
        }
        finishExchange()
        phase = .reading
        since = front.time
        unsafe evhttp.finish(request)
        watchAgain()
        if !early.isEmpty { front.readEarlyLater(self) }
    }

    /// Waits for the client's bytes again, as after a pause; ends the connection if that cannot be.
    private func watchAgain() {
        if readable?.resume() == false { close() }
    }

    /// Whether the client has sent more than the request that was answered.
    private var hasUnreadInput: Bool {
        if !early.isEmpty || exchange?.received == nil { return true }
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
        early = []
        earlyUsed = 0
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
            if isOver(limits.handlerDeadline), let exchange {
                front.delegate?.isOverdue(exchange.id)
            }
        case .flushing: if isOver(limits.writeStallTime) { close() }
        case .lingering: if isOver(FrontLimits.lingerTime) { close() }
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
