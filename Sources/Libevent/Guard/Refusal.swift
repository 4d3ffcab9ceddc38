// SPDX-License-Identifier: Apache-2.0

/// Why the guard did not let a request in; the client gets it as an error reply.
package struct Refusal: Error, Hashable, Sendable {
    /// The status code of the reply, 4xx or 5xx.
    package let status: Int
    /// What was wrong, in a few plain words: lower case, no full stop.
    package let reason: String

    package init(_ status: Int, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}

extension Refusal {
    static let headTooSlow = Refusal(408, "the head of the request took too long to come")
    static let bodyTooSlow = Refusal(408, "the body of the request took too long to come")
    static let tooManyConnections = Refusal(429, "too many connections from this address")

    /// For a request that was not whole when the drain deadline had passed.
    package static let shuttingDown = Refusal(503, "the server is shutting down")
}
