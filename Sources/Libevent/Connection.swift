// SPDX-License-Identifier: Apache-2.0
import CLibevent

// One accepted socket, from evhttp's `bevcb` to its `closecb`; lives on the loop thread.
//
// An evbuffer callback shows each byte to the guard before evhttp sees it. For a whole request evhttp
// gets a fixed head in place of the client's: evhttp runs the connection (accepting, turns, flushing,
// closing) and never meets a byte that a client chose. The phases:
//
//   reading -> busy: evhttp has the request, we owe the reply -> reading, or the end
//              busy -> (flushing) -> lingering: the last reply is out, what still comes is thrown away

/// One client's connection, and the exchange that is under way on it.
@safe final class Connection {
    enum Phase { case reading, busy, flushing, lingering }

    unowned let front: HTTPFront
    let bufferevent: OpaquePointer
    private(set) var socket = Socket(descriptor: -1)
    /// The exchange that is under way; it stays after its reply when evhttp is not told of that.
    private(set) var exchange: Exchange?
    /// Whether no request has come yet.
    private(set) var isNew = true
    private(set) var lingersUntil: ContinuousClock.Instant?
    private var evcon: OpaquePointer?
    private var remoteAddress = Endpoint(host: "", port: 0)
    private var phase = Phase.reading
    private var `guard` = Guard()
    /// What evhttp's callback will find: the request that the fixed head stands for.
    private var verdict = Guard.Verdict.needsMore
    private var watch: Watch?
    /// The watch fires in the very pass that brought the request: that one says nothing.
    private var skipsOneWatch = false
    /// Our own changes of the input call back too.
    private var isRewriting = false
    /// Whether evhttp will close the connection after the reply that has been sent.
    private var isClosing = false
    /// Whether an exchange has begun that has neither been completed nor cut off.
    private var hasOpenExchange = false

    /// What evhttp gets to parse in place of every head.
    private static let fixedHead: StaticString = "GET / HTTP/1.1\r\n\r\n"

    init(_ front: HTTPFront, _ bufferevent: OpaquePointer) {
        self.front = front
        unsafe self.bufferevent = unsafe bufferevent
        unsafe InputBuffer(of: bufferevent)?.observe(inputChanged, context)
    }

    private var context: UnsafeMutableRawPointer {
        unsafe Unmanaged.passUnretained(self).toOpaque()
    }

    // MARK: The beginning and the end

    /// Completes what `bevcb` began, now that evhttp has made its connection object.
    func admit(evcon: OpaquePointer, descriptor: Int32) throws(LibeventError) {
        unsafe self.evcon = unsafe evcon
        socket = Socket(descriptor: descriptor)
        remoteAddress = unsafe Self.peer(of: evcon)
        watch = unsafe try Watch(descriptor, on: front.loop, descriptorReadable, context)
        unsafe evhttp_connection_set_closecb(evcon, connectionClosed, context)
        watch?.resume()
    }

    private static func peer(of evcon: OpaquePointer) -> Endpoint {
        var host: UnsafeMutablePointer<CChar>?
        var port: UInt16 = 0
        unsafe evhttp_connection_get_peer(evcon, &host, &port)
        guard let host = unsafe host else { return Endpoint(host: "", port: 0) }
        return Endpoint(host: unsafe String(cString: host), port: port)
    }

    /// Called by evhttp exactly once, however the connection ended.
    fileprivate func closed() {
        if let exchange {
            exchange.received?.abandon()
            // Detached by evhttp: ours to free. Otherwise evhttp frees it right after this call.
            if unsafe evhttp_request_get_connection(exchange.request) == nil {
                unsafe evhttp_request_free(exchange.request)
            }
        }
        exchange = nil
        finishExchange()
        unsafe evcon = nil
        watch?.free()
        watch = nil
        unsafe InputBuffer(of: bufferevent)?.stopObserving(inputChanged, context)
        if phase == .flushing { stopWaitingForFlush() }
        front.remove(self)
    }

    /// Ends the connection now.
    ///
    /// Wraps `evhttp_connection_free`; not to be called from evhttp's completion callback.
    func close() {
        guard let evcon = unsafe evcon else { return }
        unsafe evhttp_connection_free(evcon)
    }

    /// Ends the connection if nothing of a request has come, not even into the kernel.
    func closeIfIdle() {
        guard phase == .reading, `guard`.isIdle, case .nothing = socket.peek() else { return }
        close()
    }

    // MARK: Requests

    /// Shows the guard what has come, and evhttp the fixed head once a request is whole.
    fileprivate func bytesArrived() {
        guard !isRewriting, phase == .reading,
            let input = unsafe InputBuffer(of: bufferevent), input.count > 0
        else { return }
        isRewriting = true
        defer { isRewriting = false }
        verdict = unsafe `guard`.examine(input, socket, front.limits, scratch: front.scratch)
        switch verdict {
        case .needsMore: return
        case .admitted(_, _, _, let headCount): input.replaceFirst(headCount, by: Self.fixedHead)
        case .refused: input.replaceFirst(input.count, by: Self.fixedHead)
        }
        phase = .busy
    }

    /// evhttp has read the fixed head: the exchange begins.
    func begin(_ request: UnsafeMutablePointer<evhttp_request>) {
        unsafe evhttp_request_set_on_complete_cb(request, exchangeCompleted, context)
        skipsOneWatch = true
        isNew = false
        hasOpenExchange = true
        let id = front.beginExchange(socket.descriptor)
        let verdict = self.verdict
        self.verdict = .needsMore
        switch verdict {
        case .admitted(let head, let body, let isPersistent, _):
            let received = ReceivedRequest(
                id: id, head: head, body: body, remoteAddress: remoteAddress)
            exchange = unsafe Exchange(
                id: id, request: request, received: received, isPersistent: isPersistent)
            front.delegate?.receive(received)
        case .refused(let refusal, let isHead):
            exchange = unsafe Exchange(
                id: id, request: request, received: nil, isPersistent: false)
            front.delegate?.refuse(id, refusal, toHead: isHead, from: remoteAddress)
        case .needsMore:
            // Only the guard lets evhttp see a head, so there is always a verdict.
            assertionFailure("evhttp read a request that the guard had not seen")
            close()
        }
    }

    // MARK: Replies

    /// The exchange that waits for its reply; nil when none has begun or it has been answered.
    var unanswered: Exchange? { phase == .busy ? exchange : nil }

    /// Sends the reply to the exchange that is under way, with as few calls as the socket allows.
    func send(_ head: OutputBuffer, body: [UInt8], closes: Bool) {
        guard let exchange = unanswered else { return }
        let sent = unsafe body.withUnsafeBytes { body in unsafe socket.send(head.bytes, body) }
        guard let sent else {
            close()
            return
        }
        let isWhole = sent == head.count + body.count
        if !isWhole { queueRest(head, body, after: sent) }
        if closes, !isWhole || exchange.received == nil || hasUnreadInput {
            // evhttp would close at once; it is told nothing, and the request stays with it until the
            // connection ends.
            if isWhole { linger() } else { lingerAfterFlush() }
            return
        }
        // evhttp owns the request from here on: it may be freed before the call returns.
        self.exchange = nil
        let request = unsafe exchange.request
        unsafe request.pointee.kind = EVHTTP_RESPONSE
        unsafe request.pointee.chunked = 0
        if closes {
            isClosing = true
            unsafe evhttp_add_header(
                evhttp_request_get_output_headers(request), "Connection", "close")
        }
        unsafe evhttp_send_reply_end(request)
    }

    /// Whether the client has sent more than the request that was answered.
    private var hasUnreadInput: Bool {
        if let input = unsafe InputBuffer(of: bufferevent), input.count > 0 { return true }
        if case .bytes = socket.peek() { return true }
        return false
    }

    /// Leaves what the kernel did not take to libevent, which sends it as the client reads.
    private func queueRest(_ head: OutputBuffer, _ body: [UInt8], after sent: Int) {
        let output = unsafe bufferevent_get_output(bufferevent)
        if sent < head.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: head.bytes[sent...])
            unsafe evbuffer_add(output, rest.baseAddress, rest.count)
        }
        unsafe body.withUnsafeBytes { body in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: body[max(0, sent - head.count)...])
            unsafe evbuffer_add(output, rest.baseAddress, rest.count)
        }
        unsafe bufferevent_enable(bufferevent, Int16(EV_WRITE))
    }

    /// The reply is out and evhttp is about to read the next request, or to close.
    fileprivate func completed() {
        exchange = nil
        finishExchange()
        guard !isClosing else { return }
        phase = .reading
        watch?.resume()
        // evhttp looks at what is left in its buffer without any new bytes coming.
        bytesArrived()
    }

    private func finishExchange() {
        guard hasOpenExchange else { return }
        hasOpenExchange = false
        front.finishExchange()
    }

    // MARK: The watch

    /// The descriptor is readable, or its other end has gone.
    fileprivate func readable() {
        if unsafe bufferevent_get_enabled(bufferevent) & Int16(EV_READ) != 0 { return }
        if phase == .lingering {
            discardInput()
            return
        }
        if skipsOneWatch, phase == .busy {
            skipsOneWatch = false
            return
        }
        switch socket.peek() {
        case .nothing: break
        case .bytes: watch?.pause()
        case .end:
            // Perhaps only half closed: the reply is sent all the same, but nobody may be there.
            exchange?.received?.clientMayHaveLeft()
            watch?.pause()
        case .broken: close()
        }
    }

    // MARK: Lingering close, RFC 9112 §9.6

    /// Closes the sending side and reads on for a while.
    ///
    /// Closing with unread input would make the kernel send a reset, which destroys the reply before
    /// the client has read it.
    private func linger() {
        phase = .lingering
        lingersUntil = .now + .seconds(2)
        socket.endSending()
        watch?.resume()
    }

    /// Lingers once libevent has sent what the kernel did not take.
    private func lingerAfterFlush() {
        phase = .flushing
        // evhttp's own write callback may still be that of an earlier reply, and would end this
        // exchange; its event callback stays, with the argument that it needs.
        var event: bufferevent_event_cb?
        var argument: UnsafeMutableRawPointer?
        unsafe bufferevent_getcb(bufferevent, nil, nil, &event, &argument)
        unsafe bufferevent_setcb(bufferevent, nil, nil, event, argument)
        unsafe evbuffer_add_cb(bufferevent_get_output(bufferevent), outputChanged, context)
    }

    private func stopWaitingForFlush() {
        unsafe evbuffer_remove_cb(bufferevent_get_output(bufferevent), outputChanged, context)
    }

    fileprivate func outputDrained() {
        guard phase == .flushing,
            unsafe evbuffer_get_length(bufferevent_get_output(bufferevent)) == 0
        else { return }
        stopWaitingForFlush()
        linger()
    }

    private func discardInput() {
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
}

// MARK: What libevent calls

private func connection(_ context: UnsafeMutableRawPointer?) -> Connection? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
}

private let inputChanged: evbuffer_cb_func = { _, info, context in
    guard unsafe info?.pointee.n_added ?? 0 > 0 else { return }
    unsafe connection(context)?.bytesArrived()
}

private let outputChanged: evbuffer_cb_func = { _, info, context in
    guard unsafe info?.pointee.n_deleted ?? 0 > 0 else { return }
    unsafe connection(context)?.outputDrained()
}

private let connectionClosed: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Void = {
    _, context in unsafe connection(context)?.closed()
}

private let exchangeCompleted:
    @convention(c) (UnsafeMutablePointer<evhttp_request>?, UnsafeMutableRawPointer?) -> Void = {
        _, context in unsafe connection(context)?.completed()
    }

private let descriptorReadable: event_callback_fn = { _, _, context in
    unsafe connection(context)?.readable()
}
