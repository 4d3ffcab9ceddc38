// SPDX-License-Identifier: Apache-2.0
import PorticoPool

// MARK: On the writer's thread: files

extension ReplyStream {
    /// How much is read at a time of a file that cannot go through a pipe.
    private static let copiedBytes = 256 << 10

    /// Appends at most `count` bytes of `file` from `offset` on; blocks while there is no room, and waits for
    /// the disk.
    ///
    /// - Returns: How many bytes; zero when the file ends there.
    /// - Throws: ``Failure``, or `PosixError` when the file cannot be read.
    package func append(_ file: OpenFile, at offset: Int, count: Int) throws -> Int {
        // Before the file is touched: a client that is slow holds no more than one part of it.
        waitForRoom()
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
        guard let pipes,
            let segment = FileSegment(of: file, at: offset, count: count, through: pipes)
        else {
            let bytes = try file.read(at: offset, count: min(count, Self.copiedBytes))
            try append(bytes)
            return bytes.count
        }
        while try !offer(segment) { waitForRoom() }
        return segment.count
    }

    private func waitForRoom() {
        let want = StreamWaiters.Want.room(isMidPiece: false)
        if !state.withLock({ $0.isMet(want) }) { block(until: want) }
    }

    /// Appends `segment`; false when there is no room.
    private func offer(_ segment: FileSegment) throws(Failure) -> Bool {
        let mustWake = try state.withLock { state throws(Failure) in try state.append(segment) }
        guard let mustWake else { return false }
        if mustWake { wakeLoop() }
        return true
    }
}
