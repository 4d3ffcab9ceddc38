// SPDX-License-Identifier: Apache-2.0
import CLibevent
import HTTP1

// One accepted socket, from evhttp's `bevcb` to its `closecb`; on the loop thread.
//
// One event watches the socket all the time. What it reads goes to the guard; a head that is good is parsed
// by evhttp, and a whole request begins an exchange. The reply is sent straight to the kernel. The phases:
//
//   (proxied) -> reading: a proxy has said who its client is
//   reading -> busy: the request is whole, the reply is owed
//           -> (flushing): the reply waits for the client to read
//           -> (streaming): its writer makes the reply while it is sent
//           -> reading again, or lingering: what still comes is thrown away, or the end
//
// Only in `reading` and `lingering` are bytes taken from the kernel: a client that sends and does not
// read fills the kernel's buffers and none of Portico's. A streamed body is the exception: of that, as much
// is taken as its handler reads; see Connection+Body.swift.

/// One client's connection, and the exchange that is under way on it.
@safe final class Connection {
    enum Phase { case proxied, reading, busy, flushing, streaming, lingering, ended }

    /// What the bytes of a client have come to.
    enum Arrival {
        case request(RequestHead, body: [UInt8], isPersistent: Bool)
        /// A request whose handler reads the body while it comes.
        case streamed(PartialRequest)
        case refusal(Refusal, toHead: Bool)
    }

    /// Has no reference count, as it is read many times per request; safe, as a front closes its
    /// connections before it is released.
    private unowned(unsafe) let owner: HTTPFront
    var front: HTTPFront { unsafe owner }
    let bufferevent: OpaquePointer
    private(set) var socket = Socket(descriptor: -1)
    private(set) var evhttp: EvhttpConnection?
    /// Empty until a proxy has said who its client is.
    var remoteAddress = Endpoint(host: "", port: 0)
    /// What is known of a proxy in the phase `proxied`.
    var proxy: ProxyReception?
    var phase = Phase.reading
    /// The front's time when the phase began, or when something last moved in it.
    var since = Duration.zero

    // Reading.
    let requestGuard = RequestGuard()
    private var pipelined: PipelinedBytes?
    var partial: PartialRequest?
    private(set) var readable: SocketEvent?
    /// Whether no request has come yet.
    private(set) var isNew = true

    // The exchange that is under way, or the last one.
    var exchangeID = ExchangeID(slot: -1, serial: 0)
    /// What a job holds of that exchange; nil when the guard refused the request.
    var received: ReceivedRequest?
    var isPersistent = false
    /// What still comes of its body, if that is streamed; nil once the body has ended.
    var reception: BodyReception?
    /// Whether the client may still send a body that nobody reads.
    var discardsBody = false

    // The reply.
    var pendingWrite: PendingWrite?
    /// What is said of the reply that has begun.
    var replyMark = ReplyMark()
    /// How many bytes of the exchange have come and gone; added to without `+=`, as the front's time is.
    var requestBytes = 0
    var replyBytes = 0
    /// The head of a request that was refused for its body.
    var refusedHead: RequestHead?
    /// The reply that a writer makes, in the phase `streaming`.
    var outgoing: OutgoingStream?
    /// Whether the connection ends after the reply that is being sent.
    var isClosing = false
    var lingering: LingeringClose?
    /// Nil unless the client has closed its sending side.
    var halfClose: HalfClose?
    /// Whether its address has too many connections: it takes no place, and is only told so.
    private(set) var isTurnedAway = false

    init(_ front: HTTPFront, _ bufferevent: OpaquePointer) {
        unsafe owner = front
        unsafe self.bufferevent = unsafe bufferevent
    }

    var context: UnsafeMutableRawPointer {
        unsafe Unmanaged.passUnretained(self).toOpaque()
    }

    // MARK: On the loop thread: the beginning and the end

    /// Completes what `bevcb` began, now that evhttp has made its connection object.
    func admit(evcon: OpaquePointer, descriptor: Int32) throws(LibeventError) {
        socket = Socket(descriptor: descriptor)
        since = front.time
        readable = unsafe try SocketEvent(
            descriptor, .readable, on: front.loop, socketReadable, context)
        guard readable?.resume() == true else {
            readable = nil
            throw LibeventError(call: "event_add")
        }
        let evhttp = unsafe EvhttpConnection(evcon, bufferevent)
        if let proxy { proxy.peer = evhttp.peer } else { remoteAddress = evhttp.peer }
        unsafe evhttp.onClose(connectionClosed, context)
        self.evhttp = evhttp
    }

    /// Answers that there are too many connections from this address, whatever the client sends.
    func turnAway() {
        isTurnedAway = true
        refuse(.tooManyConnections)
    }

    /// Called by evhttp exactly once, however the connection ended.
    fileprivate func closed() {
        evhttp = nil
        if phase == .lingering { front.counters.connectionsLingering.add(-1) }
        if reception != nil { endBody(front.delegate == nil ? .answered : .clientGone) }
        if phase == .busy || phase == .flushing || phase == .streaming {
            failStream(.clientGone)
            outgoing = nil
            received?.abandon()
            finishExchange(isComplete: false)
        }
        phase = .ended
        readable = nil
        pendingWrite = nil
        partial = nil
        front.remove(self)
    }

    /// Ends the connection now.
    func close() { evhttp?.free() }

    /// Whether nothing of a request has come, not even into the kernel.
    var isIdle: Bool {
        guard phase == .reading || phase == .proxied, pipelined == nil,
            requestGuard.stage == .nothing,
            case .nothing = socket.peek()
        else { return false }
        return true
    }

    /// Whether it may be closed for another client that waits: it is idle, and has had time for its first
    /// request.
    var mayGiveWay: Bool {
        (!isNew || front.time - since >= .seconds(1)) && isIdle
    }

    /// Ends the connection if nothing of a request has come.
    func closeIfIdle() {
        if isIdle { close() }
    }

    // MARK: On the loop thread: reading

    /// The socket is readable, or its other end has gone.
    fileprivate func socketIsReadable() {
        if let reception { return receiveBody(reception) }
        switch phase {
        case .proxied: receiveProxyHeader()
        case .reading: if pipelined == nil { receive() }
        case .flushing where discardsBody, .streaming where discardsBody: discardBody()
        case .busy, .flushing, .streaming: watchForEnd()
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
                front.counters.bytesReceived.add(count)
                let bytes = unsafe UnsafeBufferPointer(rebasing: front.scratch[..<count]).span
                let (used, arrival) = take(bytes)
                requestBytes = requestBytes + used
                if let arrival {
                    if used < count { keepPipelined(bytes.extracting(used..<count)) }
                    begin(arrival)
                    return
                }
                if unsafe phase == .ended || count < front.scratch.count { return }
            case .nothing:
                return
            case .end, .broken:
                close()
                return
            }
        }
    }

    /// Goes on with what came before the last reply had been sent.
    func readPipelined() {
        guard phase == .reading, let pipelined else { return }
        let unused = pipelined.unused
        let (used, arrival) = take(unused.span)
        requestBytes = requestBytes + used
        if !pipelined.use(used) { self.pipelined = nil }
        if let arrival { begin(arrival) }
    }

    var hasPipelinedBytes: Bool { pipelined != nil }

    func dropPipelinedBytes() { pipelined = nil }

    func keepPipelined(_ bytes: Span<UInt8>) { pipelined = PipelinedBytes(bytes) }

    /// Shows the guard what has come.
    ///
    /// - Returns: How many bytes were used, and what they came to if a request is whole or refused.
    private func take(_ bytes: Span<UInt8>) -> (used: Int, Arrival?) {
        var used = 0
        if partial == nil {
            let before = requestGuard.stage
            let (count, verdict) = requestGuard.judge(bytes, front.limits.message)
            switch verdict {
            case .needsMore:
                // The time of a head is absolute: more bytes do not start it again.
                if before == .nothing { since = front.time }
                return (count, nil)
            case .refused(let refusal, let isHead):
                return (count, .refusal(refusal, toHead: isHead))
            case .head(let judged, let held):
                // Not `map`: that would not be specialised.
                let arrival =
                    if let held { parse(held.span, judged) } else { parse(bytes, judged) }
                guard arrival == nil, partial != nil else { return (count, arrival) }
                used = count
                // RFC 9110 §10.1.1: a client that sends the body without waiting needs no 100. One
                // whose socket does not take it now waits a moment and sends the body anyway.
                if used == bytes.count, judged.expectsContinue {
                    // Of a streamed body, the handler decides whether it is wanted.
                    if let reception = partial?.reception {
                        reception.awaitContinue()
                    } else {
                        socket.trySending("HTTP/1.1 100 Continue\r\n\r\n")
                    }
                }
            }
        }
        return takeBody(bytes, from: used)
    }

    /// Has evhttp parse a head.
    ///
    /// - Returns: What it came to if no body follows; nil when one does, or the connection has ended.
    private func parse(_ bytes: Span<UInt8>, _ judged: JudgedHead) -> Arrival? {
        guard let evhttp else { return nil }
        switch front.parser.parse(bytes, judged, requestGuard.maskedFields, on: evhttp) {
        case .parsed(let head):
            guard judged.framing != .none else {
                return .request(head, body: [], isPersistent: judged.isPersistent)
            }
            return expectBody(head, judged)
        case .refused:
            front.noteParserRefusal()
            return .refusal(.refusedByEvhttp, toHead: false)
        case .outOfMemory:
            close()
            return nil
        }
    }

    private func takeBody(_ bytes: Span<UInt8>, from start: Int) -> (used: Int, Arrival?) {
        guard let partial else { return (start, nil) }
        var index = start
        do throws(Refusal) {
            if let reception = partial.reception {
                _ = try decode(bytes, from: &index, to: reception)
                self.partial = nil
                return (index, .streamed(partial))
            }
            while let content = try requestGuard.nextContent(in: bytes, from: &index) {
                partial.body.append(bytes, content)
            }
        } catch {
            refusedHead = partial.head
            self.partial = nil
            return (bytes.count, .refusal(error, toHead: false))
        }
        guard !requestGuard.awaitsBody else { return (index, nil) }
        self.partial = nil
        let body = partial.body.bytes
        return (index, .request(partial.head, body: body, isPersistent: partial.isPersistent))
    }

    /// Sees whether the client has left while it waits for a reply; takes nothing.
    private func watchForEnd() {
        switch socket.peek() {
        case .nothing: break
        case .bytes: readable?.pause()
        case .end:
            // Perhaps only half closed: the reply is sent all the same, but the client may have gone.
            let halfClose = HalfClose()
            halfClose.begin(received, on: socket, at: front.time)
            self.halfClose = halfClose
            readable?.pause()
        case .broken: close()
        }
    }

    // MARK: On the loop thread: exchanges

    /// Asks for the reply to what the client has sent.
    private func begin(_ arrival: Arrival) {
        phase = .busy
        since = front.time
        isNew = false
        exchangeID = front.beginExchange(socket.descriptor)
        switch arrival {
        case .request(let head, let body, let isPersistent):
            let received = ReceivedRequest(
                id: exchangeID, head: head, body: body, remoteAddress: remoteAddress)
            self.received = received
            self.isPersistent = isPersistent
            front.delegate?.receive(received)
        case .streamed(let partial):
            let received = ReceivedRequest(
                id: exchangeID, head: partial.head, body: [], streamed: partial.reception?.body,
                remoteAddress: remoteAddress)
            self.received = received
            if requestGuard.awaitsBody { reception = partial.reception }
            isPersistent = partial.isPersistent
            front.delegate?.receive(received)
        case .refusal(let refusal, let isHead):
            received = nil
            isPersistent = false
            front.delegate?.refuse(exchange, refusal, toHead: isHead, from: remoteAddress)
        }
    }

    /// Refuses what the client has sent of a request so far, perhaps nothing.
    func refuse(_ refusal: Refusal) {
        let isHead =
            partial.map { $0.head.hasMethod(.head) } ?? requestGuard.asksForHead
        requestGuard.reset()
        refusedHead = partial?.head
        partial = nil
        begin(.refusal(refusal, toHead: isHead))
    }

    /// Refuses a request of which a part has come; false when there is none.
    func refuseHalfReceived(_ refusal: Refusal) -> Bool {
        guard phase == .reading, requestGuard.stage != .nothing || pipelined != nil else {
            return false
        }
        pipelined = nil
        refuse(refusal)
        return true
    }

    /// The request whose reply the client has not taken yet, or nil.
    var requestOfUnsentReply: ReceivedRequest? {
        phase == .flushing || hasUnsentStream ? received : nil
    }
}

// MARK: On the loop thread: what libevent calls

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
