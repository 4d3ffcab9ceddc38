// SPDX-License-Identifier: Apache-2.0

// While a reply is streamed, what the kernel does not take is a `PendingWrite`, and nothing more is taken
// from the writer until that has been sent: this is what holds up the writer for a slow client.

// MARK: On the loop thread: a reply that is made while it is sent

extension Connection {
    /// Sends the head and what the writer has given so far.
    func beginStream(
        _ head: OutputBuffer, _ reply: StreamedReply, _ mark: ReplyMark, closes: Bool
    ) {
        guard phase == .busy else { return reply.stream.fail(.clientGone) }
        let outgoing = OutgoingStream(reply)
        self.outgoing = outgoing
        phase = .streaming
        isClosing = closes
        replyMark = mark
        front.counters.connectionsSending.add()
        front.counters.repliesStreamed.add()
        if front.isDraining { _ = endsEarly(outgoing) }
        sendPart(outgoing, after: head)
    }

    /// Sends what the writer has given since, unless the kernel has not taken what came before.
    func continueStream() {
        guard phase == .streaming, pendingWrite == nil, let outgoing else { return }
        let buffer = front.streams.buffer
        buffer.clear()
        sendPart(outgoing, after: buffer)
    }

    private func sendPart(_ outgoing: OutgoingStream, after head: OutputBuffer) {
        guard let taken = outgoing.stream.take() else { return }
        outgoing.end = taken.end
        since = front.time
        let segment = taken.segment
        let body = outgoing.frame(taken, after: head)
        if let segment { return sendPart(head, body, then: segment) }
        let count = head.count + body.count
        guard count > 0 else { return partIsSent() }
        let sent = unsafe body.withUnsafeBytes { body in unsafe socket.send(head.bytes, body) }
        guard let sent else { return close() }
        noteSent(sent)
        if sent == count { partIsSent() } else { keepUnsent(head, body, sent: sent) }
    }

    private func sendPart(_ head: OutputBuffer, _ body: [UInt8], then segment: FileSegment) {
        let count = head.count + body.count
        let sent =
            unsafe count == 0
            ? 0
            : body.withUnsafeBytes { body in
                unsafe socket.send(head.bytes, body, isMore: true)
            }
        var rest = segment
        guard let sent else { return close() }
        let isWhole = sent < count || rest.send(to: socket)
        noteSent(sent + segment.count - rest.count)
        guard isWhole else { return close() }
        guard sent < count || rest.count > 0 else { return partIsSent() }
        keepUnsent(head, body, sent: sent, then: rest)
    }

    /// The kernel has what was taken from the writer.
    func partIsSent() {
        guard let outgoing else { return }
        since = front.time
        let isMore = outgoing.stream.sent()
        switch outgoing.end {
        case nil:
            if isMore { front.streams.add(self) }
        case .complete:
            self.outgoing = nil
            finishReply()
        case .brokenOff:
            breakOff(outgoing)
        }
    }

    /// Ends the connection so that the client knows that the body has not.
    private func breakOff(_ outgoing: OutgoingStream) {
        front.counters.repliesBrokenOff.add()
        guard !outgoing.endsByClosing else {
            socket.reset()
            return close()
        }
        self.outgoing = nil
        isClosing = true
        finishReply(isComplete: false)
    }

    // MARK: On the loop thread: what the writer does not do

    /// Tells the writer that its reply does not arrive; to be followed by ``close()``.
    func failStream(_ failure: ReplyStream.Failure) {
        outgoing?.stream.fail(failure)
    }

    /// Sends a comment when an event stream has been quiet for long enough; gives up a client that
    /// half-closed, when nothing has been sent by which it could be told from one that has gone.
    func checkQuietStream() {
        let quietTime = front.time - since
        if quietTime > FrontLimits.halfClosePatience { halfClose?.check(received, at: front.time) }
        guard let outgoing, let heartbeat = outgoing.heartbeat, quietTime >= heartbeat,
            outgoing.stream.appendHeartbeat()
        else { return }
        continueStream()
    }

    /// Whether the client has not taken all of a stream that has not been cut off.
    var hasUnsentStream: Bool { outgoing?.isCutOff == false }

    /// Ends an event stream at an event, as its client will connect again.
    func endEventStream() {
        if let outgoing, endsEarly(outgoing) { continueStream() }
    }

    private func endsEarly(_ outgoing: OutgoingStream) -> Bool {
        guard outgoing.isEventStream, outgoing.stream.end(.complete, because: .serverEnding) else {
            return false
        }
        received?.abandon()
        return true
    }

    /// Ends a reply whose writer has not ended; returns its request.
    func cutOffStream() -> ReceivedRequest? {
        guard let outgoing, outgoing.stream.end(.brokenOff, because: .serverEnding) else {
            return nil
        }
        let request = received
        outgoing.isCutOff = true
        request?.abandon()
        continueStream()
        return request
    }
}

extension Exchange {
    /// Sends the head, and then the body while its writer makes it.
    ///
    /// `closes` says that the head has `Connection: close`.
    package func stream(
        _ head: OutputBuffer, _ reply: StreamedReply, _ mark: ReplyMark, closes: Bool
    ) {
        connection.beginStream(head, reply, mark, closes: closes)
    }
}

extension HTTPFront {
    /// Sends what a writer has given since its reply began; false when no client gets it any more.
    package func continueStream(_ id: ExchangeID) -> Bool {
        guard let connection = connections.streaming(id) else { return false }
        connection.continueStream()
        return true
    }

    /// Ends all event streams: their clients connect again, to a server that goes on.
    func endEventStreams() {
        for connection in connections.all { connection.endEventStream() }
    }

    /// Breaks off, and counts, the replies whose writers have not ended.
    ///
    /// - Returns: Their requests.
    package func cutOffStreams() -> [ReceivedRequest] {
        let requests = connections.all.compactMap { $0.cutOffStream() }
        for _ in requests { noteReplyCutOff() }
        return requests
    }
}
