// SPDX-License-Identifier: Apache-2.0
@testable import Portico

extension Response {
    /// The bytes of a body that lies in memory.
    var bytes: [UInt8] {
        if case .bytes(let bytes) = body.content { return bytes }
        if case .text(let text) = body.content { return Array(text.utf8) }
        return []
    }

    /// The same as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }
}
