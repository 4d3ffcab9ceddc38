// SPDX-License-Identifier: Apache-2.0
import Libevent

extension BindAddress {
    /// The sockets that systemd has opened for this process (`.socket` units), in their order.
    ///
    /// ```swift
    /// let sockets = BindAddress.systemdSockets()
    /// if !sockets.isEmpty { configuration.addresses = sockets }
    /// ```
    /// The first call takes the variables `LISTEN_FDS`, `LISTEN_PID` and `LISTEN_FDNAMES` out of the environment, so
    /// that children are not misled, and keeps the sockets from them: it belongs at the beginning of the program, where
    /// no other thread reads the environment. Later calls return the same. Whether a descriptor is a socket that
    /// listens is looked at when the server starts.
    ///
    /// - Parameter name: Only those of that `FileDescriptorName=`; by default all.
    /// - Returns: Nothing when the process was started in another way.
    public static func systemdSockets(named name: String? = nil) -> [BindAddress] {
        PassedDescriptors.all().filter { name == nil || $0.name == name }
            .map { .inherited($0.descriptor) }
    }
}
