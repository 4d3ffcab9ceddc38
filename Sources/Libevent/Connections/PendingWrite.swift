// SPDX-License-Identifier: Apache-2.0
import CLibevent

/// What the kernel has not taken of a reply, and the event that tells when it takes more.
///
/// The body is the handler's own array, not a copy of it.
@safe final class PendingWrite {
    private let socket: Socket
    private let writable: SocketEvent
    private let head: [UInt8]
    private let body: [UInt8]
    private var headSent = 0
    private var bodySent: Int
    /// What follows the body of a file.
    private var segment: FileSegment?
    /// Progress is counted once no more than this is left for the client's side to take, in bytes.
    private var goal = Int.max

    /// Keeps a reply of which `sent` bytes, head and body together, have been taken, and what follows them of
    /// a file; `callback` is called when ``send()`` should be.
    init(
        _ head: OutputBuffer, _ body: [UInt8], sent: Int, then segment: FileSegment?,
        on socket: Socket, _ loop: EventLoop,
        _ callback: event_callback_fn, _ context: UnsafeMutableRawPointer
    ) throws(LibeventError) {
        self.socket = socket
        self.segment = segment
        writable = unsafe try SocketEvent(socket.descriptor, .writable, on: loop, callback, context)
        let headCount = head.count
        self.head = unsafe sent < headCount ? [UInt8](head.bytes[sent...]) : []
        self.body = body
        bodySent = max(0, sent - headCount)
        guard writable.resume() else { throw LibeventError(call: "event_add") }
    }

    /// How much is left, in bytes.
    var count: Int { bytesLeft + (segment?.count ?? 0) }

    private var bytesLeft: Int { head.count - headSent + body.count - bodySent }

    /// Whether the client's side has taken `bytes` since this was last true; at first it is.
    ///
    /// What the kernel has of the reply counts as not taken. It says that a socket is writable only when a
    /// third of its buffer is free: much more than a slow client takes in the time that it has.
    func hasProgressed(by bytes: Int) -> Bool {
        let left = count + socket.unacknowledged
        guard left <= goal else { return false }
        goal = left - bytes
        return true
    }

    /// Sends as much as the kernel takes, perhaps nothing; false when the connection is broken.
    func send() -> Bool {
        if bytesLeft > 0, !sendBytes() { return false }
        guard bytesLeft == 0, segment != nil else { return true }
        return segment?.send(to: socket) ?? true
    }

    private func sendBytes() -> Bool {
        let result = unsafe head.withUnsafeBytes { head in
            unsafe body.withUnsafeBytes { body in
                unsafe socket.send(
                    UnsafeRawBufferPointer(rebasing: head[headSent...]),
                    UnsafeRawBufferPointer(rebasing: body[bodySent...]),
                    isMore: segment != nil)
            }
        }
        guard let result else { return false }
        let fromHead = min(result, head.count - headSent)
        headSent += fromHead
        bodySent += result - fromHead
        return true
    }
}
