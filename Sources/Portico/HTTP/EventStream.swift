// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// Sends server-sent events to one client: a browser's `EventSource`, for example.
///
/// ```swift
/// router.get("/ticks") { request, _ in
///     let last = request.lastEventID.flatMap { Int($0) } ?? 0
///     return Response.events { events in
///         for number in (last + 1)... {
///             try await events.send(data: "\(number)", id: "\(number)")
///             try await Task.sleep(for: .seconds(1))
///         }
///     }
/// }
/// ```
/// The stream ends when the closure returns, or when the server begins to drain; the client then connects
/// again by itself, and says in ``Request/lastEventID`` what it had got.
/// [The format](https://html.spec.whatwg.org/multipage/server-sent-events.html)
public struct EventStream: Sendable {
    let writer: BodyWriter

    /// Sends one event; blocks while the client is slow.
    ///
    /// `data` may have several lines. `event` is its type, `message` if nil. The client keeps `id`, which
    /// may be empty, and sends it when it connects again, after `retry` and no sooner. Without `data`
    /// no event arrives, and only `id` and `retry` count.
    @available(*, noasync, message: "it would block a thread of Swift's; use 'await send'")
    public func send(
        data: String?, event: String? = nil, id: String? = nil, retry: Duration? = nil
    ) throws(BodyWriteError) {
        try writer.write(Self.format(data: data, event: event, id: id, retry: retry))
    }

    /// Sends one event; suspends while the client is slow.
    ///
    /// `data` may have several lines. `event` is its type, `message` if nil. The client keeps `id`, which
    /// may be empty, and sends it when it connects again, after `retry` and no sooner. Without `data`
    /// no event arrives, and only `id` and `retry` count.
    public func send(
        data: String?, event: String? = nil, id: String? = nil, retry: Duration? = nil
    ) async throws(BodyWriteError) {
        try await writer.write(Self.format(data: data, event: event, id: id, retry: retry))
    }

    /// The lines of one event, with the empty line.
    static func format(
        data: String?, event: String?, id: String?, retry: Duration?
    ) throws(BodyWriteError) -> [UInt8] {
        var lines: [UInt8] = []
        if let event { try append(event, as: "event", to: &lines) }
        if let id { try append(id, as: "id", to: &lines) }
        if let retry {
            let milliseconds = max(0, Int(min(retry / .milliseconds(1), 1e15)))
            lines.append(contentsOf: "retry: \(milliseconds)\n".utf8)
        }
        if let data { append(data: data, to: &lines) }
        lines.append(lineFeed)
        return lines
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private static func append(
        _ value: String, as name: String, to lines: inout [UInt8]
    ) throws(BodyWriteError) {
        guard value.utf8.allSatisfy({ $0 != lineFeed && $0 != carriageReturn && $0 != 0 }) else {
            throw .invalidEventField(name: name)
        }
        lines.append(contentsOf: "\(name): \(value)\n".utf8)
    }

    /// Each of CR, LF and CRLF ends a line; the client puts them together again with LF.
    private static func append(data: String, to lines: inout [UInt8]) {
        var isAfterReturn = false
        lines.append(contentsOf: "data: ".utf8)
        for byte in data.utf8 {
            defer { isAfterReturn = byte == carriageReturn }
            if byte == lineFeed, isAfterReturn { continue }
            if byte == lineFeed || byte == carriageReturn {
                lines.append(contentsOf: "\ndata: ".utf8)
            } else {
                lines.append(byte)
            }
        }
        lines.append(lineFeed)
    }
}

extension Response {
    /// A stream of server-sent events, which a plain closure sends; it holds a thread as long as it runs.
    ///
    /// When nothing has been sent for `heartbeat`, the client gets a comment, so that what stands between
    /// does not take the connection for a dead one, and a client that has gone is noticed. No thread waits
    /// for that; nil for none.
    ///
    /// - Precondition: `heartbeat` is above zero.
    public static func events(
        heartbeat: Duration? = .seconds(15),
        _ send: @escaping @Sendable (EventStream) throws -> Void
    ) -> Response {
        events(
            .plain { writer in
                try writer.begin()
                try send(EventStream(writer: writer))
            }, heartbeat)
    }

    /// A stream of server-sent events, which an async closure sends; it holds no thread while it is
    /// suspended.
    ///
    /// When nothing has been sent for `heartbeat`, the client gets a comment, so that what stands between
    /// does not take the connection for a dead one, and a client that has gone is noticed. No task waits
    /// for that; nil for none.
    ///
    /// - Precondition: `heartbeat` is above zero.
    public static func events(
        heartbeat: Duration? = .seconds(15),
        _ send: @escaping @Sendable (EventStream) async throws -> Void
    ) -> Response {
        events(
            .async { writer in
                try writer.begin()
                try await send(EventStream(writer: writer))
            }, heartbeat)
    }

    private static func events(_ write: StreamedBody.Write, _ heartbeat: Duration?) -> Response {
        let body = StreamedBody(write, length: nil, isEventStream: true, heartbeat: heartbeat)
        return Response(
            headers: [.cacheControl: "no-store"],
            body: ResponseBody(body, contentType: "text/event-stream"))
    }
}

extension Request {
    /// The id of the last event that the client got before it connected again; nil at its first connection.
    public var lastEventID: String? { HTTPField.Name("Last-Event-ID").flatMap { value(of: $0) } }
}
