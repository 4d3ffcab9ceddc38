// SPDX-License-Identifier: Apache-2.0
import Libevent

extension BodyWriter {
    /// Writes at most `count` bytes of `file` from `offset` on; blocks like `write`, and waits for the disk.
    ///
    /// - Returns: How many bytes; zero when the file ends there.
    func write(_ file: OpenFile, at offset: Int, count: Int) throws -> Int {
        do {
            return try stream.append(file, at: offset, count: count)
        } catch let failure as ReplyStream.Failure {
            throw BodyWriteError(failure)
        }
    }
}
