// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    public import Hummingbird
    public import Logging
    public import Portico

    extension Server {
        /// Makes a server for what a Hummingbird router, or any other `HTTPResponder` of its, responds.
        ///
        /// ```swift
        /// let router = Router()
        /// router.get("hello") { _, _ in "Hello, world!" }
        /// let server = Server(hummingbird: router.buildResponder())
        /// try await server.runService()
        /// ```
        /// Each request runs as a task on the engine's Workers, so a handler may block. The task is cancelled when
        /// the client leaves. See <doc:MovingFromHummingbird>.
        ///
        /// `body` says how bodies are received, from the first byte that a handler reads. `logger` is that of the
        /// contexts, too: its log handler is called on Workers.
        public convenience init<Responder: HTTPResponder>(
            hummingbird responder: Responder,
            configuration: Configuration = Configuration(),
            body: BodyPolicy = .stream(maxBytes: .max, deadline: nil),
            logger: Logger = Logger(label: "Hummingbird")
        ) where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
            self.init(
                ResponderCall(responder: responder, logger: logger), configuration: configuration,
                body: body)
        }

        /// Makes a server that tells its handlers when it begins to drain.
        convenience init<Responder>(
            _ call: ResponderCall<Responder>, configuration: Configuration, body: BodyPolicy
        ) {
            self.init(
                configuration: call.scope.told(by: configuration), logger: call.logger,
                handler: Handler(call, body: body))
        }

        /// Makes a server for a Hummingbird router; it is built here, so add all routes before.
        public convenience init<Router: HTTPResponderBuilder>(
            hummingbird router: Router,
            configuration: Configuration = Configuration(),
            body: BodyPolicy = .stream(maxBytes: .max, deadline: nil),
            logger: Logger = Logger(label: "Hummingbird")
        ) where Router.Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
            self.init(
                hummingbird: router.buildResponder(), configuration: configuration, body: body,
                logger: logger)
        }
    }
#endif
