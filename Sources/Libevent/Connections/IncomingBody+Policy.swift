// SPDX-License-Identifier: Apache-2.0

extension IncomingBody {
    /// How the body of a request is received.
    package struct Policy: Sendable, Hashable {
        /// Whether the handler starts when the head is there, and reads the body as it comes.
        package var isStreamed: Bool
        /// The largest body, decoded, in bytes; beyond it 413.
        package var maxBytes: Int
        /// How long the client may take over a streamed one.
        package var deadline: Deadline

        /// How long a client may take over a body.
        package enum Deadline: Sendable, Hashable {
            /// As long as ``FrontLimits/bodyDeadline`` says.
            case ofServer
            /// So long; nil means for ever.
            case own(Duration?)
        }

        package init(isStreamed: Bool, maxBytes: Int, deadline: Deadline = .ofServer) {
            self.isStreamed = isStreamed
            self.maxBytes = maxBytes
            self.deadline = deadline
        }
    }
}
