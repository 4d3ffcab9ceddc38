// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import HTTPTypes
    import Hummingbird
    import Portico

    // Hummingbird does not tell a buffer from a closure that writes, so both are written. A body whose length is
    // known and small is written into memory first: then the reply goes the short way of whole ones.

    /// A response of Hummingbird's that becomes one of Portico's.
    struct ReplyBody: Sendable {
        /// A body up to this length, in bytes, is written before the reply begins.
        private static let maxWholeBytes = 64 << 10

        private let response: Hummingbird.Response
        private let request: Portico.Request
        private let channel: PorticoChannel
        private let scope: RequestScope
        /// In bytes; nil when it is not known before the body has been written.
        private let length: Int?

        init(
            _ response: Hummingbird.Response, to request: Portico.Request,
            _ channel: PorticoChannel,
            _ scope: RequestScope
        ) {
            self.response = response
            self.request = request
            self.channel = channel
            self.scope = scope
            length =
                response.body.contentLength
                ?? response.headers[.contentLength].flatMap { Int($0) }.flatMap {
                    $0 < 0 ? nil : $0
                }
        }

        /// The response, whose body has been written, or is written when it is sent.
        nonisolated(nonsending) func response() async throws -> Portico.Response {
            Portico.Response(
                status: response.status, headers: response.headers, body: try await body())
        }

        private nonisolated(nonsending) func body() async throws -> Portico.ResponseBody {
            if let length, length <= Self.maxWholeBytes {
                let bytes = try await collect(length)
                channel.end()
                return bytes.isEmpty ? .empty : .untyped(bytes)
            }
            guard isSent else {
                await skip()
                channel.end()
                return .untyped(length: length) { _ in }
            }
            return .untyped(length: length) { [self] writer in
                defer { channel.end() }
                // Who streams without a length may have nothing to say for long: the client gets the head now.
                if length == nil { try writer.begin() }
                try await scope.run { try await response.body.write(StreamingWriter(writer)) }
            }
        }

        /// Whether a reply of this status to this method has a body on the wire.
        private var isSent: Bool {
            switch response.status {
            case .noContent, .resetContent, .notModified: false
            default: request.method != .head
            }
        }

        private nonisolated(nonsending) func collect(_ length: Int) async throws -> [UInt8] {
            let collected = CollectedReply()
            try await response.body.write(CollectingWriter(collected: collected, length: length))
            let bytes = collected.bytes
            guard bytes.count == length else {
                throw ReplyLengthError(announced: length, written: bytes.count)
            }
            return bytes
        }

        /// Lets the body's closure find out that nothing of it is sent.
        ///
        /// It is called all the same: middleware that counts or times replies hangs on to its end.
        private nonisolated(nonsending) func skip() async {
            // Each write throws, so that endless ones end; there is no reply that this could fail.
            try? await response.body.write(RefusingWriter())
        }
    }
#endif
