// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import NIOCore
    import PorticoPool

    /// What a ``PorticoChannel`` has of NIO's, once somebody has asked for it; from any thread.
    final class ChannelParts: Sendable {
        let eventLoop: any EventLoop
        /// Succeeds in ``end()``: NIO traps on a promise that is never kept.
        let closed: EventLoopPromise<Void>

        private struct State {
            var pipeline: ChannelPipeline?
            var hasEnded = false
        }
        private let state = Guarded(State())

        init(_ eventLoop: any EventLoop) {
            self.eventLoop = eventLoop
            closed = eventLoop.makePromise()
        }

        // Nobody ends those of a reply whose closure was never called.
        deinit { end() }

        /// The pipeline of `channel`, the same each time; it and the channel hold each other until ``end()``.
        func pipeline(of channel: PorticoChannel) -> ChannelPipeline {
            if let pipeline = state.withLock({ $0.pipeline }) { return pipeline }
            // Made while no lock is held, as that calls the channel.
            let made = ChannelPipeline(channel: channel)
            let (pipeline, hasEnded) = state.withLock { state in
                if state.pipeline == nil, !state.hasEnded { state.pipeline = made }
                return (state.pipeline ?? made, state.hasEnded)
            }
            if hasEnded || pipeline !== made { close(made) }
            return pipeline
        }

        /// Keeps the promise and lets go of the pipeline; does nothing the second time.
        func end() {
            let (isFirst, pipeline) = state.withLock { state in
                defer { (state.hasEnded, state.pipeline) = (true, nil) }
                return (!state.hasEnded, state.pipeline)
            }
            guard isFirst else { return }
            closed.succeed()
            if let pipeline { close(pipeline) }
        }

        private func close(_ pipeline: ChannelPipeline) {
            eventLoop.execute { PorticoChannelCore().removeHandlers(pipeline: pipeline) }
        }
    }
#endif
