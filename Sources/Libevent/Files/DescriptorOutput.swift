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
    /// Wraps `write`. Where nobody reads a pipe any more it throws EPIPE, and raises no signal.
    package func write(_ bytes: [UInt8]) throws(PosixError) {
        var start = 0
        while start < bytes.count {
            let (result, code) = PipeSignal.withoutIt {
                let result = unsafe bytes[start...].withUnsafeBytes {
                    unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
                }
                return ((result, errno), result < 0)
            }
            if result >= 0 {
                start += result
            } else if code != EINTR {
                throw PosixError(call: "write", code: code)
            }
        }
    }
}
