// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import HTTPTypes
    import Hummingbird
    import NIOCore

    /// What has been written of a reply; used by the task that writes it, alone.
    final class CollectedReply {
        fileprivate(set) var bytes: [UInt8] = []
    }

    /// Writes a reply into memory, as long as it is no longer than was announced.
    struct CollectingWriter: ResponseBodyWriter {
        let collected: CollectedReply
        /// In bytes.
        let length: Int

        mutating func write(_ buffer: ByteBuffer) async throws {
            try Task.checkCancellation()
            let count = collected.bytes.count + buffer.readableBytes
            guard count <= length else { throw ReplyLengthError(announced: length, written: count) }
            if count == buffer.readableBytes {
                collected.bytes = Array(buffer: buffer)
            } else {
                collected.bytes.append(contentsOf: buffer.readableBytesView)
            }
        }

        /// A whole reply has no trailers.
        consuming func finish(_ trailers: HTTPFields?) async throws {}
    }
#endif
