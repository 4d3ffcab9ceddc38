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

    /// What Hummingbird gets for a channel: one per request, and one for the server; from any thread.
    final class PorticoChannel: Channel {
        private enum Kind: Sendable {
            case request(Portico.Request)
            case server(at: Portico.SocketAddress)
        }

        private let kind: Kind
        private let isOver = Atomic(false)
        /// Made when asked for, which contexts seldom do.
        private let parts = AtomicLazyReference<ChannelParts>()

        init(_ request: Portico.Request) {
            kind = .request(request)
        }

        /// That of a server that listens.
        init(listeningAt address: Portico.SocketAddress) {
            kind = .server(at: address)
        }

        /// Closes the channel, for those who hold it.
        func end() {
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

        /// Succeeds when the request, or the server, has ended.
        var closeFuture: EventLoopFuture<Void> { madeParts.closed.futureResult }

        var remoteAddress: NIOCore.SocketAddress? {
            guard case .request(let request) = kind else { return nil }
            return request.remoteAddress.flatMap(Self.address)
        }

        /// Where the server listens; a request does not know.
        var localAddress: NIOCore.SocketAddress? {
            guard case .server(let address) = kind else { return nil }
            return Self.address(address)
        }

        private static func address(_ address: Portico.SocketAddress) -> NIOCore.SocketAddress? {
            // It is numeric, as the kernel told it; NIO knows no zones of IPv6.
            switch try? NIOCore.SocketAddress(ipAddress: address.host, port: address.port) {
            // Made again, as a socket's has its text for a host.
            case .v4(let address): NIOCore.SocketAddress(address.address)
            case .v6(let address): NIOCore.SocketAddress(address.address)
            default: nil
            }
        }

        var parent: (any Channel)? { nil }

        /// Whether the client still waits for the reply, or the server listens.
        var isActive: Bool {
            guard !isOver.load(ordering: .relaxed) else { return false }
            if case .request(let request) = kind { return !request.isClientGone }
            return true
        }

        // MARK: What it cannot do

        var isWritable: Bool { false }

        var pipeline: ChannelPipeline { madeParts.pipeline(of: self) }

        // NIO's name for it.
        // swift-format-ignore: NoLeadingUnderscores
        var _channelCore: any ChannelCore {
            PorticoChannelCore(local: localAddress, remote: remoteAddress)
        }

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
