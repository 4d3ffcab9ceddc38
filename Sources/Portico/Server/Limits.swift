// SPDX-License-Identifier: Apache-2.0
import Libevent

/// What a client may ask for; beyond it, it gets an error reply and the connection closes.
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
    /// connections.
    /// [RFC 9110 §15.5.14](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14)
    public var maxBodyBytes = 1 << 20

    /// The most requests that wait for a Worker, with ``Engine/pool(workers:loops:)``.
    ///
    /// More are answered at once with 503 and `Retry-After`, from the loop. Default: nil, 64 times the
    /// number of Workers. An executor of your own has a bound of its own.
    /// [RFC 9110 §15.6.4](https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4)
    public var maxQueuedRequests: Int?

    /// How long a request may wait for a Worker; it is answered with 503 then, and its handler does not
    /// run.
    ///
    /// Default: nil, any time.
    public var maxQueueWait: Duration?

    /// Makes the default limits.
    public init() {}

    var front: FrontLimits {
        FrontLimits(
            maxRequestLineBytes: maxRequestLineBytes,
            maxHeadBytes: maxHeadBytes,
            maxFields: maxHeaderFields,
            maxBodyBytes: maxBodyBytes)
    }
}
