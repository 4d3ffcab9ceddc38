// SPDX-License-Identifier: Apache-2.0

/// What becomes of a line that was given to a ``LineWriter``.
package enum LineFate: Sendable {
    /// It is written, or will be.
    case queued
    /// There was no room for it; it is counted.
    case lost
    /// The writer has been told to end.
    case refused
}
