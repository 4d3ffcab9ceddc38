// SPDX-License-Identifier: Apache-2.0

/// Names one exchange of one loop: what a job and its reply carry instead of a C pointer.
///
/// The serial is never used twice on a loop, so a reply to an exchange that has ended meanwhile
/// finds nothing, also when its slot serves another client by then.
package struct ExchangeID: Hashable, Sendable {
    /// Where the connection stands in its loop's table: its file descriptor.
    package let slot: Int32
    /// The generation: counts the loop's exchanges from 1.
    package let serial: UInt64

    package init(slot: Int32, serial: UInt64) {
        self.slot = slot
        self.serial = serial
    }
}
