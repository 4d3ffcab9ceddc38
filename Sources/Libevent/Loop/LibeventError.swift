// SPDX-License-Identifier: Apache-2.0
package import PorticoPool

/// A call into libevent or the operating system that was refused.
package typealias LibeventError = PosixError

extension PosixError: CustomStringConvertible {
    /// For a call that sets no `errno`: its code is 0.
    package init(call: String) {
        self.init(call: call, code: 0)
    }

    /// The C function, and the system's sentence for its code.
    package var description: String {
        code == 0 ? "\(call) failed" : "\(call) failed: \(describeErrno(code))"
    }
}
