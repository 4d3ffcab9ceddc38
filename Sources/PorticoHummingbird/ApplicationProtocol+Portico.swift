// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    public import Hummingbird
    public import Portico
    import ServiceLifecycle
    public import UnixSignals

    extension ApplicationProtocol {
        /// Runs the application like `runService()`, with Portico for its server.
        ///
        /// ```swift
        /// var app = Application(router: router, services: [database])
        /// app.beforeServerStarts { try await database.migrate() }
        /// try await app.runService(portico: .init(address: .hostname("0.0.0.0", port: 8080)))
        /// ```
        /// The application's services run beside the server and end after it. Where to listen is said by
        /// `configuration` alone, as Hummingbird does not tell its own address; of the application's, the server's
        /// name counts. Its `server`, which TLS and HTTP/2 come from, and its event loop group are not used.
        ///
        /// - Throws: ``Portico/ServerError`` when the server cannot start, and what a service throws.
        public func runService(
            portico configuration: Portico.Configuration,
            body: BodyPolicy = .stream(maxBytes: .max, deadline: nil),
            gracefulShutdownSignals: [UnixSignal] = [.sigterm, .sigint]
        ) async throws {
            let service = ApplicationService(
                application: self, configuration: configuration, body: body)
            let group = ServiceGroup(
                configuration: .init(
                    services: [service], gracefulShutdownSignals: gracefulShutdownSignals,
                    logger: logger))
            try await group.run()
        }

        /// Runs the application with Portico for its server, in a service group of the caller's.
        ///
        /// See ``runService(portico:body:gracefulShutdownSignals:)``; signals are the group's.
        public func run(
            portico configuration: Portico.Configuration,
            body: BodyPolicy = .stream(maxBytes: .max, deadline: nil)
        ) async throws {
            try await ApplicationService(
                application: self, configuration: configuration, body: body
            ).run()
        }
    }
#endif
