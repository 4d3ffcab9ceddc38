// SPDX-License-Identifier: Apache-2.0
package import HTTPTypes
import Libevent

// What products that make requests of other libraries need.

extension Request {
    /// The header fields without `Host`, in the order they came; made anew each time.
    package var headersWithoutHost: HTTPFields { HTTPFields(received.head, without: "host") }

    /// What `Host` says, as sent; nil without it.
    package var host: String? { received.head.firstValue(of: "host").map(received.head.text) }

    /// Whether the client has closed its side, as ``Context/isClientGone`` says.
    package var isClientGone: Bool { received.isClientGone }
}
