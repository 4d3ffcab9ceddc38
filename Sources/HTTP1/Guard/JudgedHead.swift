// SPDX-License-Identifier: Apache-2.0

/// What the guard learned of a head that it lets in: where it ends, how the body is framed, and what
/// evhttp must not act on.
///
/// Offsets count from the first of the bytes that were judged. It keeps nothing of the fields that a
/// handler reads: evhttp parses those. A copy costs no allocation and no reference count.
package struct JudgedHead: Sendable {
    /// How the body is framed, RFC 9112 §6.
    package enum Framing: Sendable, Equatable {
        case none
        /// By a Content-Length above 0.
        case length(Int)
        case chunked
    }

    /// A field that evhttp must not act on, as Portico frames the body.
    package struct MaskedField: Sendable, Equatable {
        /// How many fields stand before it.
        package let index: Int
        /// Where its name begins.
        package let offset: Int
    }

    /// Where the method begins; empty lines may stand before it.
    package internal(set) var start = 0
    package internal(set) var methodEnd = 0
    package internal(set) var targetEnd = 0
    /// Where the head ends, the empty line included.
    package internal(set) var end = 0
    /// The parts of the target, counted from its first byte.
    package internal(set) var target = TargetParts()

    package internal(set) var fieldCount = 0
    package internal(set) var minorVersion: UInt8 = 1
    package internal(set) var framing = Framing.none
    /// The client waits for 100 before it sends the body.
    package internal(set) var expectsContinue = false
    /// `close` or `keep-alive` stood in a Connection field, RFC 9112 §9.3.
    var asksToClose = false
    var asksToKeepAlive = false

    package init() {}

    /// Whether the client expects the connection to stay open after the reply.
    package var isPersistent: Bool {
        !asksToClose && (minorVersion >= 1 || asksToKeepAlive)
    }

    /// Where the method stands.
    package var method: Range<Int> { start..<methodEnd }

    /// Where the target begins.
    package var targetStart: Int { methodEnd + 1 }
}
