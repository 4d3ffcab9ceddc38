// SPDX-License-Identifier: Apache-2.0
import Libevent

/// How the body of a request is received: whole or as a stream, and how large it may be.
///
/// ```swift
/// router.post("/upload", body: .stream(maxBytes: 1 << 30)) { request, context in
///     var count = 0
///     while let chunk = try request.body.read() { count += chunk.count }
///     return "\(count) bytes\n"
/// }
/// ```
/// Routes without one get bodies whole, up to ``Limits/maxBodyBytes``. A larger body is refused with 413,
/// [RFC 9110 §15.5.14](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14): before any of it is read, or
/// asked for with 100, when its length is announced, and otherwise as soon as a chunk says that it is.
public struct BodyPolicy: Sendable, Hashable {
    let policy: IncomingBody.Policy

    /// The largest body, in bytes without its transfer coding.
    public var maxBytes: Int { policy.maxBytes }
    /// Whether the handler reads the body while it comes.
    public var isStreamed: Bool { policy.isStreamed }

    private init(_ policy: IncomingBody.Policy) {
        precondition(
            policy.maxBytes >= 0,
            "a body cannot have at most \(policy.maxBytes) bytes; choose 0 or more")
        self.policy = policy
    }

    /// The handler starts when the whole body is there, up to `maxBytes`.
    ///
    /// - Precondition: `maxBytes` is not negative.
    public static func whole(maxBytes: Int) -> BodyPolicy {
        BodyPolicy(IncomingBody.Policy(isStreamed: false, maxBytes: maxBytes))
    }

    /// The handler starts when the head is there, and reads the body as it comes, up to `maxBytes` of it.
    ///
    /// At most ``Limits/maxRequestBufferBytes`` of it are held. With ``Engine/inline(loops:)``, a plain
    /// handler runs on the loop that would have to receive the body: it gets the body whole.
    ///
    /// - Precondition: `maxBytes` is not negative.
    public static func stream(maxBytes: Int) -> BodyPolicy {
        BodyPolicy(IncomingBody.Policy(isStreamed: true, maxBytes: maxBytes))
    }

    /// Like ``stream(maxBytes:)``, with a deadline for the client that is not ``Limits/bodyDeadline``.
    ///
    /// Time in which the handler does not read does not count. `deadline` of nil is for ever: then
    /// ``Limits/minBodyBytesPerSecond`` alone ends an upload that is too slow.
    ///
    /// - Precondition: `maxBytes` is not negative, and `deadline` is more than zero.
    public static func stream(maxBytes: Int, deadline: Duration?) -> BodyPolicy {
        if let deadline {
            precondition(deadline > .zero, "a body cannot come within \(deadline); choose more")
        }
        return BodyPolicy(
            IncomingBody.Policy(isStreamed: true, maxBytes: maxBytes, deadline: .own(deadline)))
    }
}
