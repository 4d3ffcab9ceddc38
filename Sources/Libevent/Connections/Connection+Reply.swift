// SPDX-License-Identifier: Apache-2.0
import CLibevent

// MARK: On the loop thread: the reply

extension Connection {
    /// The exchange that waits for its reply; nil when none has begun or it has been answered.
    var unanswered: Exchange? {
        phase == .busy ? exchange : nil
    }

    /// The exchange `id`, if it is that one.
    func unanswered(_ id: ExchangeID) -> Exchange? {
        exchangeID.serial == id.serial ? unanswered : nil
    }

    var exchange: Exchange {
        Exchange(
            connection: self, id: exchangeID, request: received,
            isPersistent: isPersistent && !front.isDraining && reception == nil)
    }

    func finishExchange(isComplete: Bool) {
        let counters = front.counters
        counters.noteEnd(status: replyMark.status)
        if phase == .flushing || phase == .streaming { counters.connectionsSending.add(-1) }
        if let observe = front.onExchangeEnd, replyMark.status > 0 {
            observe(endedExchange(isComplete: isComplete))
        }
        replyMark = ReplyMark()
        (requestBytes, replyBytes) = (0, 0)
        refusedHead = nil
        phase = .reading
        since = front.time
        received = nil
        halfClose = nil
    }

    private func endedExchange(isComplete: Bool) -> EndedExchange {
        EndedExchange(
            id: exchangeID, request: received, head: received?.head ?? refusedHead,
            remoteAddress: remoteAddress, mark: replyMark, requestBytes: requestBytes,
            replyBytes: replyBytes, isComplete: isComplete, end: .now)
    }

    // MARK: On the loop thread: sending

    /// Sends the reply to the exchange that is under way, with as few calls as the socket allows.
    func send(_ head: OutputBuffer, body: [UInt8], _ mark: ReplyMark, closes: Bool) {
        guard phase == .busy, dropRestOfBody() else { return }
        isClosing = closes
        replyMark = mark
        let sent = unsafe body.withUnsafeBytes { body in unsafe socket.send(head.bytes, body) }
        guard let sent else {
            close()
            return
        }
        noteSent(sent)
        if sent == head.count + body.count {
            finishReply()
        } else {
            phase = .flushing
            front.counters.connectionsSending.add()
            keepUnsent(head, body, sent: sent)
        }
    }

    fileprivate func socketIsWritable() {
        guard let pendingWrite else { return close() }
        let before = pendingWrite.count
        let isWhole = pendingWrite.send()
        noteSent(before - pendingWrite.count)
        guard isWhole else { return close() }
        if pendingWrite.count > 0 { return }
        self.pendingWrite = nil
        if phase == .streaming { partIsSent() } else { finishReply() }
    }

    /// Counts what the kernel has taken.
    func noteSent(_ bytes: Int) {
        replyBytes = replyBytes + bytes
        front.counters.bytesSent.add(bytes)
    }

    /// Keeps what the kernel has not taken; ends the connection if that cannot be.
    func keepUnsent(
        _ head: OutputBuffer, _ body: [UInt8], sent: Int, then segment: FileSegment? = nil
    ) {
        since = front.time
        // Without memory for an event, the rest cannot be sent.
        pendingWrite = unsafe try? PendingWrite(
            head, body, sent: sent, then: segment, on: socket, front.loop, socketWritable, context)
        if pendingWrite == nil { close() }
    }

    /// The kernel has the whole reply: the connection goes on, or ends.
    func finishReply(isComplete: Bool = true) {
        guard dropRestOfBody() else { return }
        finishExchange(isComplete: isComplete)
        guard !isClosing else {
            linger()
            return
        }
        guard evhttp?.finish() == true else {
            close()
            return
        }
        // Without memory evhttp has ended the connection.
        guard phase == .reading else { return }
        watchAgain()
        if hasPipelinedBytes { front.readPipelinedLater(self) }
    }

    /// Waits for the client's bytes again, as after a pause; ends the connection if that cannot be.
    private func watchAgain() {
        if readable?.resume() == false { close() }
    }

    // MARK: On the loop thread: lingering close, RFC 9112 §9.6

    /// Closes the sending side and waits for the client to close its own.
    private func linger() {
        phase = .lingering
        front.counters.connectionsLingering.add()
        lingering = LingeringClose(at: front.time)
        dropPipelinedBytes()
        socket.endSending()
        watchAgain()
    }

    /// Throws away what the client still sends.
    func discard() {
        for _ in 0..<16 {
            switch unsafe socket.receive(into: front.scratch) {
            case .bytes(let count):
                front.counters.bytesReceived.add(count)
                lingering?.noteBytes(
                    count, at: front.time,
                    minBytesPerSecond: front.limits.minBodyBytesPerSecond)
            case .nothing: return
            case .end, .broken:
                close()
                return
            }
        }
    }
}

// MARK: On the loop thread: what libevent calls

private let socketWritable: event_callback_fn = { _, _, context in
    guard let context = unsafe context else { return }
    unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().socketIsWritable()
}
