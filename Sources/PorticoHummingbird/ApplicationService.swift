// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import Hummingbird
    import Logging
    import Portico
    import ServiceLifecycle

    /// A Hummingbird application: its own services, and Portico for its server.
    struct ApplicationService<Application: ApplicationProtocol>: Service {
        let application: Application
        let configuration: Portico.Configuration
        let body: BodyPolicy

        func run() async throws {
            let call = ResponderCall(
                responder: try await application.responder, logger: application.logger,
                serverName: application.configuration.serverName)
            let front = FrontService(
                application: application,
                server: Server(call, configuration: configuration, body: body))
            // A group ends its services in the opposite order: the server first.
            let group = ServiceGroup(
                services: application.services + [front], logger: application.logger)
            try await group.run()
        }
    }

    /// The server of an application, after what is to be done before it starts.
    private struct FrontService<Application: ApplicationProtocol>: Service {
        let application: Application
        let server: Server

        func run() async throws {
            for process in application.processesRunBeforeServerStart { try await process() }
            var channel: PorticoChannel?
            defer { channel?.end() }
            try await server.run { address in
                let listening = PorticoChannel(listeningAt: address)
                channel = listening
                for place in server.addresses {
                    application.logger.info("listening on http://\(place)")
                }
                await application.onServerRunning(listening)
            }
        }
    }
#endif
