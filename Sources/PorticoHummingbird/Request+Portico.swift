// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import HTTPTypes
    import Hummingbird
    import Portico

    extension Hummingbird.Request {
        /// The request as Hummingbird's own front would have made it: `Host` is the authority and no field.
        init(_ request: Portico.Request) {
            self.init(
                head: HTTPRequest(
                    method: request.method, scheme: "http", authority: request.host,
                    path: request.target, headerFields: request.headersWithoutHost),
                body: Hummingbird.RequestBody(asyncSequence: BodyBuffers(body: request.body)))
        }
    }
#endif
