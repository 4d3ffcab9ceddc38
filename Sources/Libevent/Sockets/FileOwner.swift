// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Who a file is to belong to.
struct FileOwner {
    /// The name of a user or a group that the system does not know.
    struct UnknownName: Error {
        let name: String
    }

    let user: uid_t
    let group: gid_t

    /// What `chown` leaves as it is.
    private static let unchanged = UInt32.max

    /// Looks up a user and a group, each a name or a number; nil leaves that as it is.
    ///
    /// Wraps `getpwnam_r` and `getgrnam_r`, which may ask the network: not for a loop thread.
    init(user: String?, group: String?) throws(UnknownName) {
        self.user = unsafe try Self.find(user, Self.user)
        self.group = unsafe try Self.find(group, Self.group)
    }

    /// Whether there is anything to change.
    var isChange: Bool { user != Self.unchanged || group != Self.unchanged }

    private static func find(
        _ name: String?, _ lookUp: (String, UnsafeMutableBufferPointer<CChar>) -> UInt32?
    ) throws(UnknownName) -> UInt32 {
        guard let name else { return unchanged }
        if let number = UInt32(name), number != unchanged { return number }
        let found = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64 << 10) {
            unsafe lookUp(name, $0)
        }
        guard let found else { throw UnknownName(name: name) }
        return found
    }

    private static func user(_ name: String, _ buffer: UnsafeMutableBufferPointer<CChar>) -> UInt32?
    {
        guard let start = buffer.baseAddress else { return nil }
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        let code = unsafe getpwnam_r(name, &entry, start, buffer.count, &found)
        return unsafe code == 0 && found != nil ? entry.pw_uid : nil
    }

    private static func group(_ name: String, _ buffer: UnsafeMutableBufferPointer<CChar>)
        -> UInt32?
    {
        guard let start = buffer.baseAddress else { return nil }
        var entry = unsafe GroupEntry()
        var found: UnsafeMutablePointer<GroupEntry>?
        let code = unsafe getgrnam_r(name, &entry, start, buffer.count, &found)
        return unsafe code == 0 && found != nil ? entry.gr_gid : nil
    }
}

/// `struct group` of <grp.h>.
private typealias GroupEntry = Glibc.group
