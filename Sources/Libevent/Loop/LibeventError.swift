// SPDX-License-Identifier: Apache-2.0

/// A call into libevent or the operating system that was refused.
package struct LibeventError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The C function that failed.
    package let call: String
    /// The value of `errno` after the call, or 0 where the function sets none.
    package let code: Int32

    package init(call: String, code: Int32 = 0) {
        self.call = call
        self.code = code
    }

    package var description: String {
        code == 0 ? "\(call) failed" : "\(call) failed: \(describeErrno(code))"
    }
}
