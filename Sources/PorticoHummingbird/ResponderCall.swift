// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import Hummingbird
    import Logging
    import Portico

    // The path of a request:
    //
    //   Portico.Request -> Hummingbird.Request and its context -> responder -> Hummingbird.Response
    //     -> ReplyBody: read in whole, or written while it is sent -> Portico.Response
    //
    // All of it in the task of one handler, on the pool.

    /// Calls a Hummingbird responder for requests of Portico's.
    struct ResponderCall<Responder: HTTPResponder>: Sendable
    where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        let responder: Responder
        let logger: Logger
        /// What the field `Server` of replies says; nil for no such field.
        var serverName: String?
        var scope = RequestScope()

        // MARK: In a task on the pool

        nonisolated(nonsending) func respond(
            to request: Portico.Request, _ context: Portico.Context
        ) async throws -> Portico.Response {
            let channel = PorticoChannel(request)
            do {
                // The body, too: it may be written at once.
                return try await scope.run {
                    let response = try await respond(to: request, channel)
                    return try await ReplyBody(response, to: request, channel, scope).response()
                }
            } catch {
                channel.end()
                throw error
            }
        }

        private nonisolated(nonsending) func respond(
            to request: Portico.Request, _ channel: PorticoChannel
        ) async throws -> Hummingbird.Response {
            var logger = logger
            // `RequestContext.id` takes for granted that it is there.
            logger.handler = RequestLogHandler(logger.handler, RequestID())
            var response = try await withLogger(logger) { logger in
                try await responder.respond(
                    to: Hummingbird.Request(request),
                    context: Responder.Context(
                        source: ApplicationRequestContextSource(channel: channel, logger: logger)))
            }
            if let serverName { response.headers[.server] = serverName }
            return response
        }
    }
#endif
