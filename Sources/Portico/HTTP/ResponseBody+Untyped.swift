// SPDX-License-Identifier: Apache-2.0

// Bodies of handlers that give their content type in the headers, or none on purpose.

extension ResponseBody {
    /// Bytes that suggest no content type.
    package static func untyped(_ bytes: [UInt8]) -> ResponseBody {
        ResponseBody(.bytes(bytes), known: nil)
    }

    /// A body that `write` makes while it is sent, which suggests no content type.
    package static func untyped(
        length: Int?, _ write: @escaping @Sendable (BodyWriter) async throws -> Void
    ) -> ResponseBody {
        ResponseBody(.writer(StreamedBody(.async(write), length: length)), known: nil)
    }
}
