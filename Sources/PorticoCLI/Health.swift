// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico

/// Tells load balancers whether to send requests here.
enum Health {
    static func answer(_ request: Request, _ context: Context) -> Response {
        guard request.method == .get || request.method == .head else {
            return Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD"])
        }
        guard context.isReady else {
            return Response(status: .serviceUnavailable, body: "draining\n")
        }
        return Response(body: "ready\n")
    }
}
