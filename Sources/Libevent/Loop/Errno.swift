// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The operating system's own sentence for an error number.
///
/// Wraps `strerror_r`.
package func describeErrno(_ code: Int32) -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
        guard let start = buffer.baseAddress,
            unsafe strerror_r(code, start, buffer.count) == 0
        else { return "error \(code)" }
        return unsafe String(cString: start)
    }
}
