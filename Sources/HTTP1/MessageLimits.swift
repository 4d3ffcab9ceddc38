// SPDX-License-Identifier: Apache-2.0

/// The sizes that a request may have.
///
/// The defaults stand in `Portico.Limits`, which has the same names.
package struct MessageLimits: Sendable {
    /// The longest request line, in bytes without its line end; beyond it 414.
    package var maxRequestLineBytes: Int
    /// The longest head, in bytes from the first of the request line to the empty line; then 431.
    package var maxHeadBytes: Int
    /// The most field lines in a head; beyond it 431.
    package var maxHeaderFields: Int
    /// The largest body after decoding, in bytes; beyond it 413.
    package var maxBodyBytes: Int

    package init(
        maxRequestLineBytes: Int, maxHeadBytes: Int, maxHeaderFields: Int, maxBodyBytes: Int
    ) {
        self.maxRequestLineBytes = maxRequestLineBytes
        self.maxHeadBytes = maxHeadBytes
        self.maxHeaderFields = maxHeaderFields
        self.maxBodyBytes = maxBodyBytes
    }
}
