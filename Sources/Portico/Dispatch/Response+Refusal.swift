// SPDX-License-Identifier: Apache-2.0
import HTTP1
import HTTPTypes

extension Response {
    /// What a client reads whose request the guard refused.
    init(to refusal: Refusal, requestID: String) {
        let status = HTTPResponse.Status(code: refusal.status, reasonPhrase: refusal.phrase)
        self.init(
            status: status,
            body: ResponseBody("\(status)\n\(refusal.text)\nrequest id: \(requestID)\n"))
    }
}
