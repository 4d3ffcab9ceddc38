// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    public import Hummingbird

    extension RequestBody {
        /// Reads the body, and calls `onInboundClosed` if the client leaves meanwhile.
        ///
        /// Hummingbird's own method of this name wants a channel of NIO's, and traps without; where both can be called,
        /// this one is. It calls the other if the request came through Hummingbird's own server.
        nonisolated(nonsending) public func consumeWithInboundCloseHandler<Value: Sendable>(
            _ operation: (RequestBody) async throws -> Value,
            onInboundClosed: @Sendable @escaping () -> Void
        ) async throws -> Value {
            guard RequestScope.isCurrent else {
                return try await consumeWithInboundCloseHandler(
                    isolation: #isolation, operation, onInboundClosed: onInboundClosed)
            }
            // Portico cancels the task of a client that has left.
            return try await withTaskCancellationHandler {
                try await operation(self)
            } onCancel: {
                onInboundClosed()
            }
        }
    }
#endif
