// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import Hummingbird
    import NIOCore
    import Portico

    /// The body of a request, buffer by buffer as it comes; read once.
    ///
    /// What has come and is not read is bounded, as ``Portico/Limits/maxRequestBufferBytes`` says.
    struct BodyBuffers: AsyncSequence, Sendable {
        let body: Portico.RequestBody

        func makeAsyncIterator() -> Iterator { Iterator(body: body) }

        /// Reads one buffer at a time, of at most 64 KiB if the body is streamed.
        struct Iterator: AsyncIteratorProtocol {
            let body: Portico.RequestBody

            mutating func next() async throws -> ByteBuffer? {
                try await body.read().map { ByteBuffer(bytes: $0) }
            }
        }
    }
#endif
