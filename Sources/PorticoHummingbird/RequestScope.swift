// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import Portico
    // Tasks of a service group inherit it; those of a Worker's can be given it in this way alone.
    @_spi(TestKit) import ServiceLifecycle

    /// What a handler of Hummingbird's finds in its task: that the server is Portico, and when it is told to end.
    struct RequestScope: Sendable {
        @TaskLocal static var isServedByPortico = false

        private let shutdown = GracefulShutdownManager()

        /// Runs `body`, part of a handler or the writer of its reply, in this scope.
        nonisolated(nonsending) func run<Value>(
            _ body: nonisolated(nonsending) () async throws -> Value
        ) async rethrows -> Value {
            try await TaskLocals.$gracefulShutdownManager.withValue(shutdown) {
                try await Self.$isServedByPortico.withValue(true) { try await body() }
            }
        }

        /// `configuration` of a server that tells its handlers when it begins to drain.
        func told(by configuration: Portico.Configuration) -> Portico.Configuration {
            var configuration = configuration
            configuration.onDrain = { [onDrain = configuration.onDrain] in
                onDrain?()
                // This is a loop, which may not run what handlers have to say.
                Task.detached { shutdown.shutdownGracefully() }
            }
            return configuration
        }
    }
#endif
