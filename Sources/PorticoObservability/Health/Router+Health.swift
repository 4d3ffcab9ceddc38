// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
public import Portico

extension Router {
    /// Adds the routes that a load balancer or a container's supervisor asks, on the loop: they are answered
    /// while every Worker is busy and the queue is full.
    ///
    /// ```swift
    /// router.addHealth()
    /// ```
    /// `live` is answered with 200 for as long as a loop goes round. `ready` is, too, and with 503 from the moment
    /// when the server is told to end; see ``Portico/Configuration/drainDelay``. Neither may be cached.
    ///
    /// - Precondition: The patterns begin with `/`, and the routes are not there yet.
    public mutating func addHealth(live: String = "/live", ready: String = "/ready") {
        get(live, runsOn: .loop) { _, _ in Self.answer("live\n") }
        get(ready, runsOn: .loop) { _, context in
            context.isReady
                ? Self.answer("ready\n")
                : Self.answer("draining\n", status: .serviceUnavailable)
        }
    }

    private static func answer(
        _ text: String, status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(status: status, headers: [.cacheControl: "no-store"], body: ResponseBody(text))
    }
}
