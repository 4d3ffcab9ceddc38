// SPDX-License-Identifier: Apache-2.0

/// The body of a request.
public struct RequestBody: Sendable {
    /// The whole body; empty when the request had none.
    public let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The length in bytes.
    public var count: Int { bytes.count }

    /// The body as UTF-8 text; nil when it is not UTF-8.
    public var string: String? { String(validating: bytes, as: UTF8.self) }
}
