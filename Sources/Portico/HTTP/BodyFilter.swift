// SPDX-License-Identifier: Apache-2.0

/// Changes the bytes of a reply on their way from the writer to the client.
///
/// From any thread, but one call at a time.
package protocol BodyFilter: Sendable {
    /// Takes `bytes`, and returns what is to be sent now.
    func process(_ bytes: [UInt8], _ step: BodyFilterStep) -> [UInt8]
}

/// How much of what a filter was given must come out of it.
package enum BodyFilterStep: Sendable {
    /// As much as it likes.
    case more
    /// All of it.
    case flush
    /// All of it, and the end of the body.
    case finish
}
