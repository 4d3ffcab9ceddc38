// SPDX-License-Identifier: Apache-2.0
import HTTP1

/// Why a request was answered without its handler's reply.
///
/// The raw value is how figures name it.
public enum RejectReason: String, Sendable, Hashable, CaseIterable {
    /// ``Limits/maxQueuedRequests``, or the bound of an executor: 503.
    case queueFull = "queue_full"
    /// ``Limits/maxConcurrentRequests``: 503.
    case tooManyRequests = "too_many_requests"
    /// ``Limits/maxQueueWait``: 503.
    case waitedTooLong = "waited_too_long"
    /// The client closed its side while the request waited: 503, for one that still reads.
    case clientLeft = "client_left"
    /// The executor of the handlers did not run the request, or did not take it: 503.
    case notRun = "not_run"
    /// More connections of one address than ``Limits/maxConnectionsPerAddress``: 429.
    case tooManyConnections = "too_many_connections"
    /// The request broke the rules of HTTP or a limit of its size: 400, 413, 414, 417, 431, 501 or 505.
    case notAcceptable = "not_acceptable"
    /// The request came too slowly: 408.
    case clientTooSlow = "client_too_slow"
    /// The handler took too long: 503.
    case handlerTooSlow = "handler_too_slow"
    /// The request was still open at the drain deadline: 503.
    case shuttingDown = "shutting_down"

    init(_ reason: Overload.Reason) {
        self =
            switch reason {
            case .queueFull: .queueFull
            case .tooManyRequests: .tooManyRequests
            case .waitedTooLong: .waitedTooLong
            case .clientLeft: .clientLeft
            case .dropped, .executorShutDown, .notAccepted: .notRun
            }
    }

    init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .tooManyConnections: .tooManyConnections
            case .headTooSlow, .bodyTooSlow: .clientTooSlow
            case .shuttingDown: .shuttingDown
            default: .notAcceptable
            }
    }

    /// Where it stands in ``allCases``.
    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
