// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import HTTPTypes
    import Hummingbird
    import NIOCore
    import Portico

    /// Sends what a Hummingbird response writes, with Portico's back-pressure.
    struct StreamingWriter: ResponseBodyWriter {
        private let writer: BodyWriter

        init(_ writer: BodyWriter) {
            self.writer = writer
        }

        mutating func write(_ buffer: ByteBuffer) async throws {
            guard buffer.readableBytes > 0 else { return }
            try await writer.write(Array(buffer: buffer))
        }

        consuming func finish(_ trailers: HTTPFields?) async throws {
            guard let trailers, !trailers.isEmpty else { return }
            try writer.setTrailers(trailers)
        }
    }
#endif
