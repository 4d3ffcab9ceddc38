// SPDX-License-Identifier: Apache-2.0

/// How long to go on waiting for a condition.
package enum WaitDecision: Equatable, Sendable {
    /// Not at all: what was waited for is there.
    case over
    /// Until somebody signals.
    case untilSignalled
    /// Until somebody signals or so much time has passed.
    case atMost(Duration)
}
