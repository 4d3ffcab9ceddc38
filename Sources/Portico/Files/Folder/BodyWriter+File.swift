// SPDX-License-Identifier: Apache-2.0
import Libevent

extension BodyWriter {
    /// How much is read at a time of a file that goes through a filter, in bytes.
    private static let filteredBytes = 256 << 10

    /// Writes at most `count` bytes of `file` from `offset` on; blocks like `write`, and waits for the disk.
    ///
    /// - Returns: How many bytes; zero when the file ends there.
    func write(_ file: OpenFile, at offset: Int, count: Int) throws -> Int {
        if filtered != nil {
            let bytes = try file.read(at: offset, count: min(count, Self.filteredBytes))
            try write(bytes)
            return bytes.count
        }
        do {
            return try stream.append(file, at: offset, count: count)
        } catch let failure as ReplyStream.Failure {
            throw BodyWriteError(failure)
        }
    }
}
