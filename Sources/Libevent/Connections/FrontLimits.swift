// SPDX-License-Identifier: Apache-2.0
package import HTTP1

/// What one front lets through, and for how long it waits.
///
/// The defaults stand in `Portico.Limits`, which fills this in. A time of nil means for ever.
package struct FrontLimits: Sendable {
    /// How large a request may be.
    ///
    /// Its body may be as large as any route allows; ``maxBodyBytes`` is for all others.
    package var message: MessageLimits
    /// The largest body of a request whose route has no limit of its own, in bytes; beyond it 413.
    package var maxBodyBytes: Int
    /// The most of a streamed body that is held for the handler, in bytes.
    package var maxRequestBufferBytes = FrontLimits.leastRequestBufferBytes

    /// How many bytes of a reply a writer may be ahead of the kernel.
    package var maxReplyBufferBytes = 1

    // MARK: Times

    /// From the first byte of a head to its last, and from accepting to the first byte; then 408.
    package var headDeadline: Duration?
    /// From the end of a head to the end of its body; then 408.
    package var bodyDeadline: Duration?
    /// The least rate of a body on average, in bytes a second, after ``bodyGrace``; below it 408.
    package var minBodyBytesPerSecond = 0
    /// From a reply to the first byte of the next request.
    package var idleTime: Duration?
    /// The time in which ``minBytesPerStall`` of a reply must have been taken; then a reset.
    package var writeStallTime: Duration?
    /// The least rate at which a reply is taken, in bytes a second.
    package var minReplyBytesPerSecond = 0
    /// From a whole request to its reply; then 503.
    package var handlerDeadline: Duration?

    /// What is read at a time: no buffer for a streamed body may be smaller.
    package static let leastRequestBufferBytes = 64 << 10

    /// How long a body may take before its rate matters.
    package static let bodyGrace = Duration.seconds(5)
    /// How long a client may send next to nothing after the last reply, until the connection is closed.
    package static let lingerTime = Duration.seconds(2)
    /// The longest that a connection is kept to throw away what its client still sends, RFC 9112 §9.6.
    package static let maxLingerTime = Duration.seconds(30)

    /// How many clients that are turned away are read from at a time; further ones are closed at once.
    package static let maxTurnedAway = 32

    /// How long after its request a client closes its sending side if it means to wait for the reply.
    package static let halfCloseGrace = Duration.milliseconds(20)
    /// How long a handler runs as if such a client waited: one that has gone looks the same.
    static let halfClosePatience = Duration.seconds(1)

    /// What a client must take of a reply in each ``writeStallTime``, in bytes.
    var minBytesPerStall: Int {
        let bytes = Double(minReplyBytesPerSecond) * ((writeStallTime ?? .zero) / .seconds(1))
        return max(1, Int(min(bytes, 1e15)))
    }

    package init(message: MessageLimits) {
        self.message = message
        maxBodyBytes = message.maxBodyBytes
    }

    /// How often connections must be looked at: a quarter of the shortest time, half a second at most.
    var sweepInterval: Duration {
        let times = [headDeadline, bodyDeadline, idleTime, writeStallTime, handlerDeadline]
        let shortest = times.compactMap(\.self).min() ?? .seconds(2)
        return min(max(shortest / 4, .milliseconds(5)), .milliseconds(500))
    }
}
