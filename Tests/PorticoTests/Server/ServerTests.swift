// SPDX-License-Identifier: Apache-2.0
import Testing

/// Everything that opens a socket.
///
/// One at a time: the machine's threads belong to one server then, and
/// what a test waits for is not held up by another test.
@Suite(.serialized, .timeLimit(.minutes(2))) enum ServerTests {}
