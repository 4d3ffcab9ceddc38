// SPDX-License-Identifier: Apache-2.0
import HTTP1

// A streamed body comes while the phase is that of the exchange: the request is with its handler, or the
// handler's reply is being sent. `reception` is there until the body has ended; once the exchange has been
// answered, what still comes of it is thrown away.

// MARK: On the loop thread: a streamed body

extension Connection {
    /// Makes ready for the body that follows `head`, in the way that its route wants.
    ///
    /// - Returns: The refusal of a body that is announced to be too large.
    func expectBody(_ head: RequestHead, _ judged: JudgedHead) -> Arrival? {
        let policy =
            front.delegate?.bodyPolicy(for: head)
            ?? IncomingBody.Policy(isStreamed: false, maxBytes: front.limits.maxBodyBytes)
        do throws(Refusal) {
            try requestGuard.limitBody(to: policy.maxBytes)
        } catch {
            refusedHead = head
            return .refusal(error, toHead: false)
        }
        let reception =
            policy.isStreamed
            ? BodyReception(
                policy, bufferBytes: front.limits.maxRequestBufferBytes, at: front.time) : nil
        partial = PartialRequest(
            head, isPersistent: judged.isPersistent,
            body: BodyBuffer(
                policy.isStreamed ? .none : judged.framing, limit: policy.maxBytes),
            reception: reception)
        since = front.time
        return nil
    }

    /// Reads what the buffer has room for.
    func receiveBody(_ reception: BodyReception) {
        guard !reception.isPaused else { return }
        guard var room = reception.body.room() else { return pauseBody(reception) }
        var isFast = false
        defer { if isFast { reception.body.wakeReader() } }
        // A fast uploader may not keep the loop from its other clients.
        for _ in 0..<16 {
            let size = unsafe min(room, front.scratch.count)
            let isPlain = isFast && requestGuard.certainContentBytes >= size
            let (arrival, next) =
                isPlain ? receivePiece(size, reception) : receiveSome(size, reception)
            switch arrival {
            case .bytes(let count):
                guard let next else { return }
                if count < size { return }
                (room, isFast) = (next, true)
            case .nothing:
                return
            case .end, .broken:
                loseClient(reception)
                return
            }
        }
    }

    /// Reads up to `size` bytes, whatever they are.
    ///
    /// - Returns: How many bytes may come next; nil when none may now.
    private func receiveSome(_ size: Int, _ reception: BodyReception) -> (Socket.Arrival, Int?) {
        let scratch = unsafe UnsafeMutableBufferPointer(rebasing: front.scratch[..<size])
        let arrival = unsafe socket.receive(into: scratch)
        guard case .bytes(let count) = arrival else { return (arrival, nil) }
        front.counters.bytesReceived.add(count)
        let bytes = unsafe UnsafeBufferPointer(rebasing: scratch[..<count]).span
        return (arrival, takeStreamed(bytes, reception, expectsMore: count == size))
    }

    /// Reads up to `size` bytes of content into the array that the handler gets.
    ///
    /// - Returns: How many bytes may come next; nil when none may now.
    private func receivePiece(_ size: Int, _ reception: BodyReception) -> (Socket.Arrival, Int?) {
        var piece = reception.body.takeSpare()
        var arrival = Socket.Arrival.nothing
        piece.append(addingCapacity: size) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                arrival = unsafe socket.receive(
                    into: UnsafeMutableBufferPointer(rebasing: buffer[..<size]))
                if case .bytes(let received) = arrival { count = received }
            }
        }
        front.counters.bytesReceived.add(piece.count)
        guard piece.count >= BodyQueue.fullBytes else {
            defer { reception.body.keepSpare(piece) }
            guard !piece.isEmpty else { return (arrival, nil) }
            // Its own memory would be much larger than what is in it.
            return (arrival, takeStreamed(piece.span, reception, expectsMore: false))
        }
        var index = 0
        requestBytes = requestBytes + piece.count
        do throws(Refusal) {
            _ = try requestGuard.nextContent(in: piece.span, from: &index)
        } catch {
            refuseBody(error)
            return (arrival, nil)
        }
        let room = handOver(piece, to: reception, expectsMore: piece.count == size)
        if room == nil, self.reception != nil { pauseBody(reception) }
        return (arrival, room)
    }

    /// Hands over what has come; what follows the body is kept for later.
    ///
    /// - Returns: How many bytes may come next; nil when none may now.
    private func takeStreamed(
        _ bytes: Span<UInt8>, _ reception: BodyReception, expectsMore: Bool
    ) -> Int? {
        reception.noteContinue()
        var index = 0
        defer { requestBytes = requestBytes + index }
        do throws(Refusal) {
            let room = try decode(bytes, from: &index, to: reception, expectsMore: expectsMore)
            guard self.reception != nil else {
                if index < bytes.count { keepPipelined(bytes.extracting(index..<bytes.count)) }
                return nil
            }
            if room == nil { pauseBody(reception) }
            return room
        } catch {
            refuseBody(error)
            return nil
        }
    }

    /// Decodes up to the end of the body, or of `bytes`, and appends that to what the handler reads.
    ///
    /// - Returns: How many bytes may come next; nil when none may, or the body has ended.
    func decode(
        _ bytes: Span<UInt8>, from index: inout Int, to reception: BodyReception,
        expectsMore: Bool = false
    ) throws(Refusal) -> Int? {
        var content: [UInt8] = []
        while let range = try requestGuard.nextContent(in: bytes, from: &index) {
            let mostBytes = bytes.count - range.lowerBound
            if content.isEmpty, mostBytes >= BodyQueue.fullBytes {
                content = reception.body.takeSpare()
            }
            if content.isEmpty { content.reserveCapacity(mostBytes) }
            content.append(copying: bytes.extracting(range))
        }
        guard !content.isEmpty else {
            return endIfComplete(reception) ? nil : reception.body.room()
        }
        return handOver(content, to: reception, expectsMore: expectsMore)
    }

    /// Appends `content` to what the handler reads.
    ///
    /// - Returns: How many bytes may come next; nil when none may, or the body has ended.
    private func handOver(
        _ content: [UInt8], to reception: BodyReception, expectsMore: Bool
    ) -> Int? {
        let room = reception.body.append(
            content, expectsMore: expectsMore && requestGuard.awaitsBody)
        return endIfComplete(reception) ? nil : room
    }

    private func endIfComplete(_ reception: BodyReception) -> Bool {
        guard !requestGuard.awaitsBody else { return false }
        if phase == .busy { since = front.time }
        self.reception = nil
        reception.body.end(.success(()))
        return true
    }

    private func pauseBody(_ reception: BodyReception) {
        reception.isPaused = true
        // The handler's time begins.
        if phase == .busy { since = front.time }
        readable?.pause()
    }

    /// The handler reads, and finds little or nothing: asks the client for more.
    func bodyIsWanted() {
        guard let reception else { return }
        // RFC 9110 §15.2.1: no interim reply once the final one has begun. A client whose socket does not
        // take it now waits a moment and sends the body anyway.
        if reception.awaitsContinue, phase == .busy {
            socket.trySending("HTTP/1.1 100 Continue\r\n\r\n")
        }
        reception.noteContinue()
        guard reception.isPaused else { return }
        reception.isPaused = false
        if readable?.resume() == false { close() }
    }

    // MARK: On the loop thread: a body that does not come whole

    /// Ends a request whose body is wrong, or comes too slowly: with a refusal if no reply has begun.
    func refuseBody(_ refusal: Refusal) {
        endBody(.refused(refusal))
        guard let exchange = unanswered else {
            close()
            return
        }
        received?.abandon()
        guard discardRestOfBody() else { return }
        front.delegate?.refuse(exchange, refusal, toHead: false, from: remoteAddress)
    }

    private func loseClient(_ reception: BodyReception) {
        endBody(.clientGone)
        close()
    }

    /// Tells the reader that no more of the body will come.
    func endBody(_ failure: IncomingBody.Failure) {
        guard let reception else { return }
        self.reception = nil
        requestGuard.reset()
        reception.body.end(.failure(failure))
    }

    /// The exchange is being answered: what still comes of its body is thrown away.
    ///
    /// - Returns: False when the connection has ended.
    func dropRestOfBody() -> Bool {
        guard reception != nil else { return true }
        endBody(.answered)
        return discardRestOfBody()
    }

    /// Reads on, as the client may read no reply before it has sent all; false when that cannot be.
    private func discardRestOfBody() -> Bool {
        discardsBody = true
        guard readable?.resume() == false else { return true }
        close()
        return false
    }

    /// Throws away what comes of a body while its reply is being sent.
    func discardBody() {
        for _ in 0..<16 {
            switch unsafe socket.receive(into: front.scratch) {
            case .bytes(let count): front.counters.bytesReceived.add(count)
            case .nothing: return
            case .end:
                readable?.pause()
                return
            case .broken:
                close()
                return
            }
        }
    }

    // MARK: On the loop thread: deadlines

    /// Whether the client takes too long over the body that is coming.
    func isBodyTooSlow() -> Bool {
        guard let reception, case .body(let count) = requestGuard.stage else { return false }
        return reception.isTooSlow(after: count, front.limits, now: front.time)
    }
}

extension HTTPFront {
    /// The handler of the exchange `id` wants more of its streamed body; it may have ended.
    package func bodyIsWanted(_ id: ExchangeID) {
        connections.connection(id)?.bodyIsWanted()
    }
}

extension [UInt8] {
    /// Appends a copy of `bytes`.
    fileprivate mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { bytes in unsafe append(contentsOf: bytes) }
    }
}
