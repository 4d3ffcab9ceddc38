// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import HTTPTypes
    import Hummingbird
    import NIOCore

    /// Writes nothing, and says so with an error.
    struct RefusingWriter: ResponseBodyWriter {
        mutating func write(_ buffer: ByteBuffer) async throws { throw CancellationError() }
        consuming func finish(_ trailers: HTTPFields?) async throws {}
    }
#endif
