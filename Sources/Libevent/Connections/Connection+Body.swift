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
        // A fast uploader may not keep the loop from its other clients.
        for _ in 0..<16 {
            let scratch = unsafe UnsafeMutableBufferPointer(
                rebasing: front.scratch[..<min(room, front.scratch.count)])
            switch unsafe socket.receive(into: scratch) {
            case .bytes(let count):
                let bytes = unsafe UnsafeBufferPointer(rebasing: scratch[..<count]).span
                guard let next = takeStreamed(bytes, reception) else { return }
                if count < scratch.count { return }
                room = next
            case .nothing:
                return
            case .end, .broken:
                loseClient(reception)
                return
            }
        }
    }

    /// Hands over what has come; what follows the body is kept for later.
    ///
    /// - Returns: How many bytes may come next; nil when none may now.
    private func takeStreamed(_ bytes: Span<UInt8>, _ reception: BodyReception) -> Int? {
        reception.noteContinue()
        var index = 0
        do throws(Refusal) {
            let room = try decode(bytes, from: &index, to: reception)
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
        _ bytes: Span<UInt8>, from index: inout Int, to reception: BodyReception
    ) throws(Refusal) -> Int? {
        var content: [UInt8] = []
        while let range = try requestGuard.nextContent(in: bytes, from: &index) {
            if content.isEmpty { content.reserveCapacity(bytes.count - range.lowerBound) }
            content.append(copying: bytes.extracting(range))
        }
        let room = content.isEmpty ? reception.body.room() : reception.body.append(content)
        guard !requestGuard.awaitsBody else { return room }
        if phase == .busy { since = front.time }
        self.reception = nil
        reception.body.end(.success(()))
        return nil
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
            case .bytes: break
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
