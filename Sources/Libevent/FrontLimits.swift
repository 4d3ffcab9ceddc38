// SPDX-License-Identifier: Apache-2.0

/// What the guard lets through.
///
/// The defaults live in `Portico.Limits`, which fills this in.
package struct FrontLimits: Sendable {
    /// The longest request line, in bytes without its line end; beyond it 414.
    package var maxRequestLineBytes: Int
    /// The longest head, in bytes from the first of the request line to the empty line; then 431.
    package var maxHeadBytes: Int
    /// The most field lines in a head; beyond it 431.
    package var maxFields: Int
    /// The largest body after decoding, in bytes; beyond it 413.
    package var maxBodyBytes: Int

    package init(
        maxRequestLineBytes: Int, maxHeadBytes: Int, maxFields: Int, maxBodyBytes: Int
    ) {
        self.maxRequestLineBytes = maxRequestLineBytes
        self.maxHeadBytes = maxHeadBytes
        self.maxFields = maxFields
        self.maxBodyBytes = maxBodyBytes
    }
}
