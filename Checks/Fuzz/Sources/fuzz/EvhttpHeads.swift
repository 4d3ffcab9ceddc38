// SPDX-License-Identifier: Apache-2.0

@testable import HTTP1
@testable import Libevent

/// Has evhttp read heads, in the way of a connection but without its socket: a million take minutes.
///
/// A client of this thread connects to a front and sends a request; from then on evhttp's half of that
/// connection is ours. It serves until evhttp ends it, as it does when a client asks for that.
final class EvhttpHeads: HeadReader {
    private let loop: EventLoop
    private let front: HTTPFront
    private let port: Int
    private var client: FuzzClient?
    private var connection: Connection?
    private var headCount = 0
    private var connectionCount = 0

    init() throws {
        loop = try EventLoop()
        front = try HTTPFront(on: loop, limits: frontLimits)
        let host = try ResolvedAddress.all(of: "127.0.0.1")
        let socket = try ListeningSocket(host[0], port: 0, isShared: false)
        try front.listen(on: socket)
        port = Int(socket.address.port)
        front.delegate = self
    }

    func read(
        _ bytes: Span<UInt8>, _ head: JudgedHead, _ masked: [JudgedHead.MaskedField]
    ) -> Reference.Request {
        headCount += 1
        switch front.parser.parse(bytes, head, masked, on: evhttp()) {
        case .parsed(let parsed): return request(parsed, head)
        case .refused: finding("evhttp refused what the guard had let in")
        case .outOfMemory: finding("evhttp has no memory")
        }
    }

    func finish() {
        guard let connection else { return }
        // Now and then the client goes before the reply.
        if headCount.isMultiple(of: 64) {
            connection.close()
        } else if connection.evhttp?.finish() == false {
            finding("evhttp has no memory for the next request")
        }
        if connection.evhttp == nil { disconnect() }
    }

    /// It learns everything.
    func known(of request: Reference.Request) -> Reference.Request { request }

    /// Says what it has done.
    func end() {
        disconnect()
        print(
            "evhttp: \(headCount) heads on \(connectionCount) connections,",
            "refused: \(front.figures.parserRefusals)")
        front.close()
    }

    private func request(_ parsed: RequestHead, _ head: JudgedHead) -> Reference.Request {
        var fields: [Reference.Field] = []
        parsed.forEachField { name, value in
            fields.append(
                Reference.Field(
                    name: Array(parsed.bytes(name)), value: Array(parsed.bytes(value))))
            return true
        }
        let target = Array(parsed.targetBytes)
        let parts = ReferenceTarget(target[...])
        // Bytes that are no UTF-8 are written as escapes, of which `TargetTests` knows.
        let isText = String(validating: target, as: UTF8.self) != nil
        guard
            !isText
                || Array((parsed.authority ?? "-").utf8) == parts.authority.text ?? Array("-".utf8)
                    && Array(parsed.path.utf8) == (parts.path.isEmpty ? [47] : parts.path.text)
                    && Array((parsed.query ?? "-").utf8) == parts.query.text ?? Array("-".utf8)
        else { finding("the parts of \(target)") }
        return Reference.Request(
            method: Array(parsed.method.utf8), target: target,
            minorVersion: Int(parsed.minorVersion), fields: fields,
            isPersistent: head.isPersistent, expectsContinue: head.expectsContinue)
    }

    // MARK: The connection

    private func evhttp() -> EvhttpConnection {
        if connection == nil { connect() }
        guard let evhttp = connection?.evhttp else { finding("there is no connection") }
        return evhttp
    }

    private func connect() {
        connectionCount += 1
        let client = FuzzClient(port: port, streams: false)
        client.send([Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)[...]])
        self.client = client
        do { try loop.run() } catch { finding("\(error)") }
        guard connection?.evhttp?.finish() == true else { finding("a good request went wrong") }
    }

    private func disconnect() {
        client?.reset()
        client = nil
        connection?.close()
        connection = nil
    }
}

extension EvhttpHeads: FrontDelegate {
    func bodyPolicy(for _: RequestHead) -> IncomingBody.Policy? { nil }

    func receive(_ request: ReceivedRequest) {
        connection = front.exchange(request.id)?.connection
        loop.stop()
    }

    func refuse(_: Exchange, _ refusal: Refusal, toHead _: Bool, from _: Endpoint) {
        finding("a good request was refused: \(refusal)")
    }

    func isOverdue(_: Exchange) { finding("there is no deadline") }

    func frontIsDrained() {}
}

extension ArraySlice<UInt8> {
    /// As the head tells it, which is UTF-8.
    fileprivate var text: [UInt8] { Array(String(decoding: self, as: UTF8.self).utf8) }
}

extension ArraySlice<UInt8>? {
    fileprivate var text: [UInt8]? { map(\.text) }
}
