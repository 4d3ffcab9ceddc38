// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import NIOCore

    /// Where the pipeline of a ``PorticoChannel`` ends: all that would reach a socket fails, and nothing traps.
    final class PorticoChannelCore: ChannelCore {
        private let local: SocketAddress?
        private let remote: SocketAddress?

        init(local: SocketAddress? = nil, remote: SocketAddress? = nil) {
            self.local = local
            self.remote = remote
        }

        func localAddress0() throws -> SocketAddress { try known(local) }
        func remoteAddress0() throws -> SocketAddress { try known(remote) }

        private func known(_ address: SocketAddress?) throws -> SocketAddress {
            guard let address else { throw ChannelError.operationUnsupported }
            return address
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
