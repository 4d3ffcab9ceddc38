// SPDX-License-Identifier: Apache-2.0

/// Why a value cannot be written as JSON.
///
/// It is the program's fault, so a handler that lets it escape is answered for with 500 and a line in the
/// log.
public struct JSONEncodingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where the value is that cannot be written: `items[2].price`; empty for the whole.
    public let path: String
    /// What is wrong with it.
    public let reason: String

    init(_ error: any Error) {
        if case EncodingError.invalidValue(_, let context) = error {
            path = context.codingPath.text
            reason = context.debugDescription
        } else {
            path = ""
            reason = "\(error)"
        }
    }

    /// One line for the log: what was attempted, where, and why it failed.
    public var description: String {
        "cannot write \(path.isEmpty ? "the value" : path) as JSON: \(reason)"
    }
}
