// SPDX-License-Identifier: Apache-2.0

/// What the guard learned of a head: where its parts stand, and how the message is framed.
struct RequestFacts {
    // Offsets into the bytes that were parsed.
    var start = 0
    var methodEnd = 0
    var targetEnd = 0
    var fieldsStart = 0
    var end = 0

    var minorVersion: UInt8 = 1
    var fieldCount = 0
    var hostCount = 0
    var contentLength: Int?
    var hasTransferEncoding = false
    var expectsContinue = false
    /// `close` or `keep-alive` stood in a Connection field, RFC 9112 §9.3.
    var asksToClose = false
    var asksToKeepAlive = false

    /// Whether the client expects the connection to stay open after the reply.
    var isPersistent: Bool {
        !asksToClose && (minorVersion >= 1 || asksToKeepAlive)
    }

    /// Copies the head out of `bytes`, which are those that were parsed.
    func makeHead(from bytes: UnsafeBufferPointer<UInt8>) -> RequestHead {
        RequestHead(
            bytes: unsafe [UInt8](UnsafeBufferPointer(rebasing: bytes[start..<end])),
            methodEnd: methodEnd - start,
            targetEnd: targetEnd - start,
            fieldsStart: fieldsStart - start,
            minorVersion: minorVersion)
    }
}
