// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import Portico
    import PorticoPool
    // Tasks of a service group inherit it; those of a Worker's can be given it in this way alone.
    @_spi(TestKit) import ServiceLifecycle

    /// What a handler of Hummingbird's finds in its task: that the server is Portico, and when it is told to end.
    ///
    /// One per server. A task-local value costs each request, so there is one alone.
    final class RequestScope: Sendable {
        private static let all = Guarded<Set<ObjectIdentifier>>([])

        private let shutdown = GracefulShutdownManager()

        init() {
            let id = ObjectIdentifier(shutdown)
            Self.all.withLock { all in all.formUnion([id]) }
        }

        deinit {
            let id = ObjectIdentifier(shutdown)
            Self.all.withLock { all in all.subtract([id]) }
        }

        /// Whether the calling task runs in such a scope.
        static var isCurrent: Bool {
            guard let current = TaskLocals.gracefulShutdownManager else { return false }
            return all.withLock { all in all.contains(ObjectIdentifier(current)) }
        }

        /// Runs `body`, part of a handler or the writer of its reply, in this scope.
        nonisolated(nonsending) func run<Value>(
            _ body: nonisolated(nonsending) () async throws -> Value
        ) async rethrows -> Value {
            try await TaskLocals.$gracefulShutdownManager.withValue(shutdown) {
                try await body()
            }
        }

        /// `configuration` of a server that tells its handlers when it begins to drain.
        func told(by configuration: Portico.Configuration) -> Portico.Configuration {
            var configuration = configuration
            configuration.onDrain = { [shutdown, onDrain = configuration.onDrain] in
                onDrain?()
                // This is a loop, which may not run what handlers have to say.
                Task.detached { shutdown.shutdownGracefully() }
            }
            return configuration
        }
    }
#endif
