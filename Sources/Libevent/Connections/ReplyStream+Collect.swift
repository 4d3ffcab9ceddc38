// SPDX-License-Identifier: Apache-2.0

// MARK: On the writer's thread: a reply that goes to no connection

extension ReplyStream {
    /// Takes all that has been appended, framed as a connection would send it, as if the kernel had taken it.
    ///
    /// One call at a time; files must have been copied, so the stream has no pipes.
    ///
    /// - Returns: The bytes, and how the body ends; nil while more may come.
    package func collect(_ framing: StreamFraming) -> (bytes: [UInt8], end: End?) {
        let outgoing = OutgoingStream(StreamedReply(self, framing))
        let line = OutputBuffer(capacity: 64)
        var (bytes, end): ([UInt8], End?) = ([], nil)
        while let taken = take() {
            end = taken.end
            line.clear()
            let body = outgoing.frame(taken, after: line)
            bytes += line.contents
            bytes += body
            _ = sent()
        }
        return (bytes, end)
    }
}

extension OutputBuffer {
    /// A copy of the bytes appended since the last ``clear()``.
    package var contents: [UInt8] { unsafe Array(bytes) }
}
