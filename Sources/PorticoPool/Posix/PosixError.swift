// SPDX-License-Identifier: Apache-2.0

/// A call of the system that failed.
package struct PosixError: Error, Equatable {
    /// The name of the C function.
    package let call: String
    /// What it answered: an `errno` value such as `EAGAIN`.
    package let code: Int32

    /// Names a call and what it answered.
    package init(call: String, code: Int32) {
        self.call = call
        self.code = code
    }
}
