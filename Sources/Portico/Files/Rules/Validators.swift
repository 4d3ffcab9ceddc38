// SPDX-License-Identifier: Apache-2.0
import Libevent

/// What tells one state of a file from another, RFC 9110 §8.8.
struct Validators: Sendable, Equatable {
    let tag: EntityTag
    /// Seconds since 1970; nil when a date cannot tell it.
    let lastModified: Int?

    /// A file that was written within so many seconds may be written again without a new time: clocks of
    /// file systems tick slower than that.
    static let settlingSeconds = 2

    init(tag: EntityTag, lastModified: Int?) {
        self.tag = tag
        self.lastModified = lastModified
    }

    /// The validators of a file that is sent with `coding` as it was at `status`; `now` is in seconds.
    ///
    /// The tag is a digest of length, inode, and the times of writing and of change in nanoseconds. Programs
    /// may set the first time, not the second one, so no two contents have one tag: it is strong. Only
    /// while the file is so fresh that another write may leave both times as they are, it is weak.
    init(_ status: FileStatus, coding: ContentCoding = .identity, now: Int) {
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        for number in [
            UInt64(bitPattern: Int64(status.bytes)), status.inode,
            Self.nanoseconds(status.modified), Self.nanoseconds(status.changed),
        ] {
            digest = Self.mix(digest ^ number)
        }
        let suffix = coding == .identity ? "" : "-\(coding.rawValue)"
        tag = EntityTag(
            quoted: "\"\(String(digest, radix: 16))\(suffix)\"",
            isWeak: !Self.isSettled(status, now: now))
        // A time in the future would be no use to anyone, RFC 9110 §8.8.2.1.
        lastModified = status.modified.seconds < 0 ? nil : min(status.modified.seconds, now)
    }

    /// Whether the file has not been written for so long that another write would show.
    static func isSettled(_ status: FileStatus, now: Int) -> Bool {
        max(status.modified.seconds, status.changed.seconds) <= now - settlingSeconds
    }

    private static func nanoseconds(_ time: FileStatus.Time) -> UInt64 {
        UInt64(bitPattern: Int64(time.seconds)) &* 1_000_000_000 &+ UInt64(time.nanoseconds)
    }

    /// Spreads every bit over all: multiplications by odd numbers and shifts, which lose nothing.
    private static func mix(_ number: UInt64) -> UInt64 {
        var number = number
        number = (number ^ number >> 30) &* 0xbf58_476d_1ce4_e5b9
        number = (number ^ number >> 27) &* 0x94d0_49bb_1331_11eb
        return number ^ number >> 31
    }
}
