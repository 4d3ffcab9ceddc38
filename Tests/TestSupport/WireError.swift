// SPDX-License-Identifier: Apache-2.0

/// What can go wrong between a test and a server.
package enum WireError: Error, Equatable {
    /// A call was refused, with its error number.
    case call(String, errno: Int32)
    /// Nothing came within the time that a test waits.
    case timedOut
    /// The connection ended where more had to come.
    case ended(after: String)
    /// The peer reset the connection.
    case reset
    /// What came was no HTTP reply.
    case malformed(String)
}
