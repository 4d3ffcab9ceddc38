// SPDX-License-Identifier: Apache-2.0
import Glibc
package import PorticoPool

/// Writes to a descriptor of the program's own, which stays open.
///
/// From any thread but a loop's: it may wait for a disk, or for whoever reads a pipe.
package struct DescriptorOutput: Sendable {
    private let descriptor: Int32

    package init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Writes all of `bytes`.
    ///
    /// Wraps `write`.
    package func write(_ bytes: [UInt8]) throws(PosixError) {
        var start = 0
        while start < bytes.count {
            let result = unsafe bytes[start...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if result >= 0 {
                start += result
            } else if errno != EINTR {
                throw PosixError(call: "write", code: errno)
            }
        }
    }
}
