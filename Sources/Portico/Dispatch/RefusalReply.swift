// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent

extension Response {
    /// What a client reads whose request the guard refused.
    init(to refusal: Refusal, requestID: String) {
        let status = HTTPResponse.Status(of: refusal)
        self.init(
            status: status,
            body: ResponseBody("\(status)\n\(refusal.reason)\nrequest id: \(requestID)\n"))
    }
}

extension HTTPResponse.Status {
    /// The status of a refusal, with its name from RFC 9110 §15.
    fileprivate init(of refusal: Refusal) {
        self =
            switch refusal.status {
            case 400: .badRequest
            case 408: .requestTimeout
            case 413: .contentTooLarge
            case 414: .uriTooLong
            case 417: .expectationFailed
            case 429: .tooManyRequests
            case 431: .requestHeaderFieldsTooLarge
            case 501: .notImplemented
            case 503: .serviceUnavailable
            case 505: .httpVersionNotSupported
            default: HTTPResponse.Status(code: refusal.status)
            }
    }
}
