// SPDX-License-Identifier: Apache-2.0

/// Expands the body of a request.
///
/// From any thread, but one call at a time.
package protocol BodyDecoder: Sendable {
    /// Expands `input` from `start` on, which moves, up to `limit` bytes of output.
    ///
    /// All of it is out when nothing is returned and all of the input has been used.
    func decode(
        _ input: [UInt8], from start: inout Int, upTo limit: Int
    ) throws(RequestBodyError) -> [UInt8]

    /// Throws when what has been decoded is not complete.
    func finish() throws(RequestBodyError)
}
