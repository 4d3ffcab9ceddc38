// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    public import Hummingbird
    public import Logging
    public import Portico

    extension Handler {
        /// A handler that has a Hummingbird responder respond, for a server that has other routes as well.
        ///
        /// What `body` and `logger` are stands at ``Portico/Server/init(hummingbird:configuration:body:logger:)``.
        public init<Responder: HTTPResponder>(
            hummingbird responder: Responder,
            body: BodyPolicy = .stream(maxBytes: .max, deadline: nil),
            logger: Logger = Logger(label: "Hummingbird")
        ) where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
            self.init(ResponderCall(responder: responder, logger: logger), body: body)
        }

        init<Responder>(_ call: ResponderCall<Responder>, body: BodyPolicy) {
            self.init(body: body) { request, context in
                try await call.respond(to: request, context)
            }
        }
    }
#endif
