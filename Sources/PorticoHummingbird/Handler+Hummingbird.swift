// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import Hummingbird
    import Portico

    extension Handler {
        /// A handler that has a Hummingbird responder respond.
        init<Responder>(_ call: ResponderCall<Responder>, body: BodyPolicy) {
            self.init(body: body) { request, context in
                try await call.respond(to: request, context)
            }
        }
    }
#endif
