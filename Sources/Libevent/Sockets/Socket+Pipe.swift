// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc

// MARK: On the loop thread: sending what lies in a pipe

extension Socket {
    /// Sends up to `count` bytes from `pipe`, as much as the kernel takes.
    ///
    /// Wraps `splice`. It knows no MSG_NOSIGNAL, so SIGPIPE is kept from the thread for the length of the call.
    ///
    /// - Returns: How many bytes it took, perhaps none, or nil when the connection is broken.
    func send(from pipe: Int32, count: Int) -> Int? {
        let (result, code) = PipeSignal.withoutIt {
            let result = portico_splice(pipe, nil, descriptor, count)
            // A call that has sent something says nothing of the error that ended it, which raises the signal
            // all the same.
            return ((result, errno), result < count)
        }
        if result >= 0 { return result }
        return code == EAGAIN || code == EINTR ? 0 : nil
    }
}
