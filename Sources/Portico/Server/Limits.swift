// SPDX-License-Identifier: Apache-2.0
import HTTP1
import Libevent

/// What a client may ask for; beyond it, it gets an error reply and the connection closes.
///
/// ``Server/start()`` throws ``ServerError/invalidLimit(_:value:advice:)`` for values that make no sense.
/// Times are at most 3650 days; nil is for ever.
public struct Limits: Sendable, Hashable {
    /// The longest request line, in bytes without its line end.
    ///
    /// Default: 8 KiB.
    ///
    /// A longer one is refused with 414.
    /// [RFC 9112 §3](https://www.rfc-editor.org/rfc/rfc9112#section-3)
    public var maxRequestLineBytes = 8 << 10

    /// The longest head, request line included, in bytes.
    ///
    /// Default: 32 KiB.
    ///
    /// A longer one is refused with 431.
    /// [RFC 6585 §5](https://www.rfc-editor.org/rfc/rfc6585#section-5)
    public var maxHeadBytes = 32 << 10

    /// The most header fields.
    ///
    /// Default: 100.
    ///
    /// More are refused with 431.
    /// [RFC 6585 §5](https://www.rfc-editor.org/rfc/rfc6585#section-5)
    public var maxHeaderFields = 100

    /// The largest request body without its transfer coding, in bytes.
    ///
    /// Default: 1 MiB.
    ///
    /// A larger one is refused with 413: before any of it is read when its length is announced, as
    /// soon as it grows too large otherwise. Memory for bodies stays below this times the number of
    /// connections. A route may have a limit of its own, larger or smaller: ``BodyPolicy``.
    /// [RFC 9110 §15.5.14](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14)
    public var maxBodyBytes = 1 << 20

    /// The most of a streamed request body that is held for its handler, in bytes: 64 KiB to 1 GiB.
    ///
    /// Default: 256 KiB.
    ///
    /// While that much has come and the handler has not read it, nothing is read from the client. Memory
    /// for streamed bodies stays below this times the number of connections. See
    /// ``BodyPolicy/stream(maxBytes:)``.
    public var maxRequestBufferBytes = 256 << 10

    /// How many bytes of a reply that a ``BodyWriter`` makes may wait for the client.
    ///
    /// Default: 64 KiB.
    ///
    /// A writer that is so far ahead of the kernel's buffer waits. Memory for such replies stays below this
    /// times the number of connections.
    public var maxReplyBufferBytes = 64 << 10

    /// The most requests that wait for a Worker, with ``Engine/pool(workers:loops:)``.
    ///
    /// More are answered at once with 503 and `Retry-After`, from the loop. Default: nil, 64 times the
    /// number of Workers. An executor of your own has a bound of its own.
    /// [RFC 9110 §15.6.4](https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4)
    public var maxQueuedRequests: Int?

    /// How long a request may wait for a Worker; it is answered with 503 and `Retry-After` then, and
    /// its handler does not run.
    ///
    /// Default: nil, any time.
    ///
    /// The loop answers when the time is up, also while every Worker is busy.
    /// [RFC 9110 §15.6.4](https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4)
    public var maxQueueWait: Duration?

    /// The most requests that are in progress at a time, over all loops: those that wait for a Worker,
    /// and those whose handlers run or are suspended.
    ///
    /// More are answered at once with 503 and `Retry-After`, from the loop. Default: 10,000, as many
    /// as there are connections by default.
    ///
    /// An async handler holds no Worker while it is suspended, so ``maxQueuedRequests`` does not bound
    /// those; and a handler may still run when its client has gone, so ``maxConnections`` does not
    /// either.
    /// [RFC 9110 §15.6.4](https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4)
    public var maxConcurrentRequests = 10_000

    // MARK: Connections

    /// The most connections at a time, over all loops.
    ///
    /// Default: 10,000.
    ///
    /// It is never more than the descriptors that the process may open (`ulimit -n`), less 64 for
    /// everything else. Further clients wait in the kernel's queue: the connection that has been idle
    /// longest is closed for the first of them. When none is idle, accepting begins again once a sixteenth
    /// of the places is free.
    public var maxConnections = 10_000

    /// The most connections of one client address; further ones get 429 and take no place.
    ///
    /// Default: nil, any number. Behind a proxy all clients have its address, unless it speaks the PROXY
    /// protocol: ``BindAddress/expectingProxyProtocol(from:)``. Clients of unix sockets are not counted.
    /// [RFC 6585 §4](https://www.rfc-editor.org/rfc/rfc6585#section-4)
    public var maxConnectionsPerAddress: Int?

    // MARK: Times

    // Every deadline is absolute: bytes that trickle in do not put it off. A loop looks at its
    // connections a few times within the shortest of them, so that each is kept to within a quarter of
    // that one, and within a second. While something holds up a loop, its clients' time stands still.

    /// How long the head of a request may take from its first byte, and a new connection to send one.
    ///
    /// Default: 10 seconds. nil is for ever.
    ///
    /// Then 408; a client that has sent nothing is only disconnected.
    /// [RFC 9110 §15.5.9](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.9)
    public var headDeadline: Duration? = .seconds(10)

    /// How long a body may take from the end of its head; then 408.
    ///
    /// Default: 30 seconds, which asks for 35 KB/s where the body is as large as it may be. nil is for
    /// ever. A route that streams larger bodies may have a deadline of its own:
    /// ``BodyPolicy/stream(maxBytes:deadline:)``. Time in which a handler does not read does not count.
    /// [RFC 9110 §15.5.9](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.9)
    public var bodyDeadline: Duration? = .seconds(30)

    /// How fast a body must come on average, in bytes a second, once five seconds have passed; below
    /// it 408.
    ///
    /// Default: 500. 0 lets it come as slowly as ``bodyDeadline`` allows. Time in which a handler does not
    /// read a streamed body does not count.
    public var minBodyBytesPerSecond = 500

    /// How long a connection is kept open for the next request.
    ///
    /// Default: 65 seconds. nil is for ever.
    /// [RFC 9112 §9.5](https://www.rfc-editor.org/rfc/rfc9112#section-9.5)
    public var idleTime: Duration? = .seconds(65)

    /// How long a client may take less than ``minReplyBytesPerSecond`` of a reply; then it is reset.
    ///
    /// Default: 30 seconds. nil is for ever.
    public var writeStallTime: Duration? = .seconds(30)

    /// The least that a client must take of a reply, in bytes a second on average over each
    /// ``writeStallTime``; or else it is reset.
    ///
    /// Default: 500. 0 lets any byte count.
    public var minReplyBytesPerSecond = 500

    /// How long a request may take from its last byte to its answer, waiting included; then 503.
    ///
    /// Default: nil, for ever. While a body is streamed, time counts only where the handler does not read.
    ///
    /// A plain handler is not stopped, as Swift cannot, but ``Context/checkCancellation()`` throws in it,
    /// and the task of an async one is cancelled; the answer is dropped. A request that still waits for a
    /// Worker is not run any more. With ``Engine/inline(loops:)`` it means nothing to plain handlers: the
    /// loop that would look is the one that is held up.
    public var handlerDeadline: Duration?

    /// Makes the default limits.
    public init() {}

    /// What the front of each loop gets of these limits; `largestBodyBytes` is the largest limit that a
    /// route has.
    func front(largestBodyBytes: Int?) -> FrontLimits {
        var limits = FrontLimits(
            message: MessageLimits(
                maxRequestLineBytes: maxRequestLineBytes,
                maxHeadBytes: maxHeadBytes,
                maxHeaderFields: maxHeaderFields,
                maxBodyBytes: max(maxBodyBytes, largestBodyBytes ?? 0)))
        limits.maxBodyBytes = maxBodyBytes
        limits.maxRequestBufferBytes = maxRequestBufferBytes
        limits.maxReplyBufferBytes = maxReplyBufferBytes
        limits.headDeadline = headDeadline
        limits.bodyDeadline = bodyDeadline
        limits.minBodyBytesPerSecond = minBodyBytesPerSecond
        limits.idleTime = idleTime
        limits.writeStallTime = writeStallTime
        limits.minReplyBytesPerSecond = minReplyBytesPerSecond
        limits.handlerDeadline = handlerDeadline
        return limits
    }

    /// Counts connections over all loops; they are never more than there are descriptors.
    func makeConnectionCounts() -> ConnectionCounts {
        let descriptors = LibeventRuntime.maxDescriptors - Self.reservedDescriptors
        return ConnectionCounts(
            limit: max(1, min(maxConnections, descriptors)), perAddress: maxConnectionsPerAddress)
    }

    /// Descriptors that are no connections: sockets that listen, epoll, and what the program opens.
    private static let reservedDescriptors = 64
}
