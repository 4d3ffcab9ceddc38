// SPDX-License-Identifier: Apache-2.0

/// What the kernel has not taken of a reply: it is sent as the client reads.
///
/// The body is the handler's own array, not a copy of it.
struct Unsent {
    private let head: [UInt8]
    private let body: [UInt8]
    private var headSent = 0
    private var bodySent = 0

    /// Keeps a reply of which `sent` bytes, head and body together, have been taken.
    init(_ head: OutputBuffer, _ body: [UInt8], sent: Int) {
        let headCount = head.count
        self.head = unsafe sent < headCount ? [UInt8](head.bytes[sent...]) : []
        self.body = body
        bodySent = max(0, sent - headCount)
    }

    /// How much is left, in bytes.
    var count: Int { head.count - headSent + body.count - bodySent }

    /// Sends as much as the kernel takes.
    ///
    /// - Returns: How many bytes that were, perhaps none, or nil when the connection is broken.
    mutating func send(on socket: Socket) -> Int? {
        let result = unsafe head.withUnsafeBytes { head in
            unsafe body.withUnsafeBytes { body in
                unsafe socket.send(
                    UnsafeRawBufferPointer(rebasing: head[headSent...]),
                    UnsafeRawBufferPointer(rebasing: body[bodySent...]))
            }
        }
        guard let result else { return nil }
        let fromHead = min(result, head.count - headSent)
        headSent += fromHead
        bodySent += result - fromHead
        return result
    }
}
