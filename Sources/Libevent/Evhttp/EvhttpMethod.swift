// SPDX-License-Identifier: Apache-2.0
import CLibevent

/// The methods that evhttp has a number for: `enum evhttp_cmd_type` in `event2/http.h`.
package enum EvhttpMethod: UInt8, Sendable, CaseIterable {
    case get, post, head, put, delete, options, trace, patch

    /// The method of evhttp's number; nil for one that evhttp does not know.
    init?(_ command: evhttp_cmd_type) {
        switch command {
        case EVHTTP_REQ_GET: self = .get
        case EVHTTP_REQ_POST: self = .post
        case EVHTTP_REQ_HEAD: self = .head
        case EVHTTP_REQ_PUT: self = .put
        case EVHTTP_REQ_DELETE: self = .delete
        case EVHTTP_REQ_OPTIONS: self = .options
        case EVHTTP_REQ_TRACE: self = .trace
        case EVHTTP_REQ_PATCH: self = .patch
        default: return nil
        }
    }

    /// The method of that name, which is case-sensitive.
    init?(name: String) {
        guard let method = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = method
    }

    /// The token, RFC 9110 §9.1.
    package var name: String {
        switch self {
        case .get: "GET"
        case .post: "POST"
        case .head: "HEAD"
        case .put: "PUT"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .patch: "PATCH"
        }
    }
}
