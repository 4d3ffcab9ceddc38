// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import NIOCore

    /// Where the pipeline of a ``RequestChannel`` ends: all that would reach a socket fails, and nothing traps.
    final class RequestChannelCore: ChannelCore {
        private let remoteAddress: SocketAddress?

        init(_ remoteAddress: SocketAddress?) {
            self.remoteAddress = remoteAddress
        }

        func localAddress0() throws -> SocketAddress { throw ChannelError.operationUnsupported }

        func remoteAddress0() throws -> SocketAddress {
            guard let remoteAddress else { throw ChannelError.operationUnsupported }
            return remoteAddress
        }

        func register0(promise: EventLoopPromise<Void>?) { refuse(promise) }
        func registerAlreadyConfigured0(promise: EventLoopPromise<Void>?) { refuse(promise) }
        func bind0(to: SocketAddress, promise: EventLoopPromise<Void>?) { refuse(promise) }
        func connect0(to: SocketAddress, promise: EventLoopPromise<Void>?) { refuse(promise) }
        func write0(_ data: NIOAny, promise: EventLoopPromise<Void>?) { refuse(promise) }
        func flush0() {}
        func read0() {}
        func close0(error: any Error, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            refuse(promise)
        }
        func triggerUserOutboundEvent0(_ event: Any, promise: EventLoopPromise<Void>?) {
            refuse(promise)
        }
        func channelRead0(_ data: NIOAny) {}
        func errorCaught0(error: any Error) {}

        private func refuse(_ promise: EventLoopPromise<Void>?) {
            promise?.fail(ChannelError.operationUnsupported)
        }
    }
#endif
