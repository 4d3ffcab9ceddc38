// SPDX-License-Identifier: Apache-2.0
import Libevent

/// Asks for a request once, to find out whether its answers will count.
struct Probe {
    /// How long a handler may take.
    private static let limit = Duration.seconds(10)

    private let request: ComparedRequest
    private let poll: ClientPoll
    private var scanner = ReplyScanner()
    private var progress = ReplyScanner.Progress.unfinished

    /// Throws when the server on `port` answers with a status of 400 or more, or not at all.
    static func check(_ request: ComparedRequest, port: Int) throws {
        var probe = try Probe(request, port)
        switch probe.ask() {
        case .whole(let status, _) where status < 400: return
        case .whole(let status, _):
            throw CompareError.refused(request: request.name, status: status)
        case .unfinished:
            throw CompareError.cannotSend(
                request: request.name, reason: "it has no answer after \(limit.seconds) s")
        case .malformed:
            throw CompareError.cannotSend(
                request: request.name, reason: "the connection ends before the answer does")
        }
    }

    private init(_ request: ComparedRequest, _ port: Int) throws(ClientSocket.Failure) {
        self.request = request
        poll = try ClientPoll(to: Endpoint(host: "127.0.0.1", port: UInt16(port)), count: 1)
    }

    private mutating func ask() -> ReplyScanner.Progress {
        let (wire, end) = (request.wire, ContinuousClock.now + Self.limit)
        var sent = 0
        while progress == .unfinished, .now < end {
            if sent < wire.count { sent += poll.send(wire, from: sent, on: 0) }
            var isReadable = false
            poll.wait(atMost: sent < wire.count ? 1 : 100) { _ in isReadable = true }
            if isReadable { receive() }
        }
        return progress
    }

    private mutating func receive() {
        var (scanner, progress) = (scanner, progress)
        let arrival = poll.receive(on: 0) { progress = scanner.take($0) }
        if arrival == .end { progress = scanner.end() }
        (self.scanner, self.progress) = (scanner, progress)
    }
}

extension Comparison {
    /// Asks a server for each request of a program once, so that wrong ones are found before anything is
    /// measured.
    func probe() async throws {
        guard let engine = settings.engines.first,
            let scenario = (settings.scenarios + settings.curves).first,
            case .requests(let requests) = scenario.load
        else { return }
        try await ServerProcess.with(role(engine, scenario), child, on: cores) { server in
            for request in requests { try Probe.check(request, port: server.port) }
        }
    }
}
