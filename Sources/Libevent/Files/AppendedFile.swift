// SPDX-License-Identifier: Apache-2.0
import Glibc
package import PorticoPool

/// A file that is appended to, whatever others write to it; closed with the last reference.
///
/// From any thread but a loop's: every call may wait for a disk.
package final class AppendedFile: Sendable {
    private let descriptor: Int32

    /// Opens the file at `path`, and makes it if it is missing, for its owner to write and all to read.
    ///
    /// Wraps `open` with O_APPEND.
    package init(path: String) throws(PosixError) {
        guard !path.utf8.contains(0) else { throw PosixError(call: "open", code: ENOENT) }
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0o644)
        guard descriptor >= 0 else { throw PosixError(call: "open", code: errno) }
    }

    deinit { close(descriptor) }

    /// Appends all of `bytes`.
    package func append(_ bytes: [UInt8]) throws(PosixError) {
        try DescriptorOutput(descriptor).write(bytes)
    }
}

extension DescriptorOutput {
    /// The program's stdout.
    package static let standardOutput = DescriptorOutput(STDOUT_FILENO)
}
