// SPDX-License-Identifier: Apache-2.0

/// A part of a file that is in memory, on its way to a socket.
struct FileSegment: Sendable {
    private let pipe: FilePipe
    /// How much the socket has not taken, in bytes.
    private(set) var count: Int

    // MARK: On a Worker

    /// Takes at most `count` bytes of `file` from `offset` on into a pipe of `pipes`; waits for the disk.
    ///
    /// Nil when the part cannot go that way: there is no pipe, or the file system does not know how. It is
    /// to be read then, which also says what is wrong, and whether the file ends here.
    init?(of file: OpenFile, at offset: Int, count: Int, through pipes: FilePipes) {
        guard let pipe = pipes.take() else { return nil }
        let wanted = min(count, FilePipes.pipeBytes)
        // What has failed is tried again by reading.
        guard let filled = try? pipe.fill(from: file, at: offset, count: wanted), filled > 0 else {
            return nil
        }
        self.pipe = pipe
        self.count = filled
    }

    // MARK: On the loop thread

    /// Sends as much as the kernel takes, perhaps nothing; false when the connection is broken.
    mutating func send(to socket: Socket) -> Bool {
        guard let sent = socket.send(from: pipe.output, count: count) else { return false }
        count -= sent
        return true
    }
}
