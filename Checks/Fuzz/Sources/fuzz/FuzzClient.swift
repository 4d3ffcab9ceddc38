// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A client that sends an input and judges every byte of what comes back.
final class FuzzClient {
    private let descriptor: Int32
    private var unread: ArraySlice<UInt8> = []
    /// Whether the kernel has told of a reset: the server closed while more was under way.
    private var isReset = false
    private var hasEnded = false
    /// Whether the server's handlers stream, as their ``StreamPlan`` says.
    private let streams: Bool

    init(port: Int, streams: Bool) {
        self.streams = streams
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { finding("socket: errno \(errno)") }
        set(TCP_NODELAY, Int32(IPPROTO_TCP), to: Int32(1))
        set(SO_RCVTIMEO, SOL_SOCKET, to: timeval(tv_sec: 20, tv_usec: 0))
        set(SO_SNDTIMEO, SOL_SOCKET, to: timeval(tv_sec: 20, tv_usec: 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { [descriptor] address in
                uninterrupted {
                    Int(connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)))
                }
            }
        }
        guard result == 0 else { finding("nobody listens: errno \(errno)") }
    }

    deinit { close(descriptor) }

    // MARK: Sending

    func send(_ pieces: [ArraySlice<UInt8>]) {
        for piece in pieces where !isReset {
            let sent = piece.withUnsafeBytes { bytes in
                uninterrupted {
                    Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
                }
            }
            if sent < 0, errno == EPIPE || errno == ECONNRESET {
                isReset = true
            } else if sent != piece.count {
                finding("the server does not take \(piece.count) bytes: errno \(errno)")
            }
        }
    }

    /// Vanishes.
    func reset() {
        set(SO_LINGER, SOL_SOCKET, to: linger(l_onoff: 1, l_linger: 0))
    }

    // MARK: Judging

    /// One reply to each well-formed request, in their order; then a refusal or the end.
    func expect(_ reading: Reference, of input: [UInt8]) {
        for request in reading.requests {
            guard let reply = readReply(toHead: request.isHead) else {
                // Who sends on after asking for the end may lose the reply to a reset.
                if isReset, reading.end == .closed, reading.rest < input.count { return }
                finding("no reply to \(request)")
            }
            guard check(reply, to: request) else {
                return expectEnd(mayReset: reply.framing == .untilClose || reading.end == .closed)
            }
        }
        if reading.end == .incomplete { shutdown(descriptor, Int32(SHUT_WR)) }
        guard reading.end != .closed else { return expectEnd(mayReset: true) }
        if streams, let partial = reading.partial, StreamPlan(for: partial).answersEarly {
            return expectEarlyAnswer(to: partial, reading)
        }
        // Whether broken bytes were a HEAD request is anybody's guess: with or without a body.
        let mayBeHead = input[reading.rest...].drop { $0 == 13 || $0 == 10 }
            .starts(with: "HEAD ".utf8)
        if let refusal = readReply(toHead: mayBeHead) {
            check(refusal: refusal, reading)
            while mayBeHead, receive() {}
            if mayBeHead, refusal.framing == .length(unread.count) { unread = [] }
        } else if reading.isRefused {
            finding("no refusal")
        }
        expectEnd(mayReset: false)
    }

    private func expectEnd(mayReset: Bool) {
        guard !receive(), unread.isEmpty, !isReset || mayReset else {
            finding("more than the replies: \(String(decoding: unread, as: UTF8.self))")
        }
    }

    private func check(refusal: FuzzReply, _ reading: Reference) {
        guard refusal.status >= 400, refusal.closes, refusal.framing.isLength,
            !refusal.isCutShort
        else { finding("\(refusal)") }
        if case .refused(let status?) = reading.end, refusal.status != status {
            finding("\(refusal), not \(status)")
        }
    }

    /// Says whether the connection goes on.
    private func check(_ reply: FuzzReply, to request: Reference.Request) -> Bool {
        guard streams else {
            guard reply.status == 200, request.isHead || reply.body == Array(request.echo.utf8)
            else { finding("\(reply) to \(request)") }
            guard reply.closes == !request.isPersistent else { finding("closing: \(reply)") }
            return request.isPersistent
        }
        return StreamPlan(for: request).check(reply, to: request, isReset: isReset)
    }

    /// A handler may have answered, whole or in part, when the rest of its request was wrong or missing.
    private func expectEarlyAnswer(to request: Reference.Request, _ reading: Reference) {
        if let reply = readReply(toHead: request.isHead) {
            if reply.status == 200 {
                StreamPlan(for: request).check(early: reply, to: request)
            } else {
                check(refusal: reply, reading)
            }
        } else if reading.isRefused, !isReset {
            finding("neither a reply nor a refusal")
        }
        expectEnd(mayReset: true)
    }

    // MARK: Receiving

    /// The next final reply, or nil at the end.
    private func readReply(toHead: Bool) -> FuzzReply? {
        while true {
            if let reply = FuzzReply(
                takenFrom: &unread, toHead: toHead, streams: streams, hasEnded: hasEnded)
            {
                guard reply.status != 100 else { continue }
                return reply
            }
            guard !hasEnded else {
                guard unread.isEmpty else { finding("half a reply: \(Array(unread))") }
                return nil
            }
            _ = receive()
        }
    }

    /// Takes in what comes; false at the end.
    private func receive() -> Bool {
        guard !hasEnded else { return false }
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = uninterrupted { recv(descriptor, &buffer, buffer.count, 0) }
        if count < 0 {
            guard errno == ECONNRESET else { finding("the server is silent: errno \(errno)") }
            isReset = true
        }
        hasEnded = count <= 0
        unread += buffer.prefix(max(count, 0))
        return count > 0
    }

    private func set<Value: BitwiseCopyable>(_ option: Int32, _ level: Int32, to value: Value) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Value>.size))
    }
}

/// Calls again what was interrupted: libFuzzer has an alarm every second.
private func uninterrupted(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
