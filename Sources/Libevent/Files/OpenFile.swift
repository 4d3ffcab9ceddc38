// SPDX-License-Identifier: Apache-2.0
// Names of <sys/stat.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc
package import PorticoPool

/// An open file or folder; its descriptor is closed with the last reference.
///
/// From any thread but a loop's: every call may wait for a disk.
package final class OpenFile: Sendable {
    /// FIFOs would wait for a writer, and a terminal might become that of the process.
    static let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY

    let descriptor: Int32
    /// What it was when it was opened.
    package let status: FileStatus

    /// Takes over `descriptor`.
    init(owning descriptor: Int32) throws(PosixError) {
        self.descriptor = descriptor
        do throws(PosixError) {
            status = try Self.status(of: descriptor)
        } catch {
            _ = close(descriptor)
            throw error
        }
    }

    /// Opens what is at `path`, wherever that leads: for paths of the program's own.
    ///
    /// Wraps `open`.
    package convenience init(path: String) throws(PosixError) {
        guard !path.utf8.contains(0) else { throw PosixError(call: "open", code: ENOENT) }
        let descriptor = unsafe open(path, Self.flags)
        guard descriptor >= 0 else { throw PosixError(call: "open", code: errno) }
        try self.init(owning: descriptor)
    }

    deinit { close(descriptor) }

    /// What it is now; wraps `fstat`.
    package func currentStatus() throws(PosixError) -> FileStatus {
        try Self.status(of: descriptor)
    }

    private static func status(of descriptor: Int32) throws(PosixError) -> FileStatus {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw PosixError(call: "fstat", code: errno)
        }
        return FileStatus(status)
    }

    /// Reads `count` bytes from `offset` on, or fewer where the file ends.
    ///
    /// Wraps `pread`.
    package func read(at offset: Int, count: Int) throws(PosixError) -> [UInt8] {
        var failure: PosixError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let result = unsafe pread(descriptor, rest.baseAddress, rest.count, offset + filled)
                if result > 0 { filled += result }
                if result == 0 { break }
                guard result < 0, errno != EINTR else { continue }
                failure = PosixError(call: "pread", code: errno)
                break
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
