// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import NIOCore
    import NIOPosix
    import Portico
    import Synchronization

    // Contexts are made from a NIO channel. What they do with one: they keep it, and ask for the client's address,
    // an allocator, an event loop to make futures on, and when it closes. This one answers that, and fails what
    // would reach the wire: only the loop of libevent writes there. NIO's threads start when an event loop is
    // asked for, and not before.

    /// The channel that the context of one request gets; from any thread.
    final class RequestChannel: Channel {
        private let request: Portico.Request
        private let isOver = Atomic(false)
        /// Made when asked for, which contexts seldom do.
        private let parts = AtomicLazyReference<ChannelParts>()

        init(_ request: Portico.Request) {
            self.request = request
        }

        deinit {
            parts.load()?.end()
        }

        /// Closes the channel, as its context sees it.
        func requestHasEnded() {
            isOver.store(true, ordering: .sequentiallyConsistent)
            parts.load()?.end()
        }

        private var madeParts: ChannelParts {
            if let parts = parts.load() { return parts }
            let made = parts.storeIfNil(
                ChannelParts(MultiThreadedEventLoopGroup.singleton.any()))
            if isOver.load(ordering: .sequentiallyConsistent) { made.end() }
            return made
        }

        // MARK: What contexts ask for

        var allocator: ByteBufferAllocator { ByteBufferAllocator() }

        var eventLoop: any EventLoop { madeParts.eventLoop }

        /// Succeeds when the request has ended.
        var closeFuture: EventLoopFuture<Void> { madeParts.closed.futureResult }

        var remoteAddress: NIOCore.SocketAddress? {
            request.remoteAddress.flatMap {
                // It is numeric, as the kernel told it; NIO knows no zones of IPv6.
                try? NIOCore.SocketAddress(ipAddress: $0.host, port: $0.port)
            }
        }

        var localAddress: NIOCore.SocketAddress? { nil }

        var parent: (any Channel)? { nil }

        /// Whether the client still waits for the reply.
        var isActive: Bool {
            !isOver.load(ordering: .relaxed) && !request.isClientGone
        }

        // MARK: What it cannot do

        var isWritable: Bool { false }

        var pipeline: ChannelPipeline { madeParts.pipeline(of: self) }

        // NIO's name for it.
        // swift-format-ignore: NoLeadingUnderscores
        var _channelCore: any ChannelCore { RequestChannelCore(remoteAddress) }

        func setOption<Option: ChannelOption>(
            _ option: Option, value: Option.Value
        ) -> EventLoopFuture<Void> {
            eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }

        func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
            eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
    }
#endif
