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
        var signals = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let result = portico_splice(pipe, nil, descriptor, count)
        let code = errno
        // A call that has sent something says nothing of the error that ended it, which raises the signal all
        // the same. It is this thread's: taken here, or it would be delivered when the mask is undone.
        if result < count, unsafe sigismember(&before, SIGPIPE) == 0 {
            var now = timespec()
            _ = unsafe sigtimedwait(&signals, nil, &now)
        }
        if result >= 0 { return result }
        return code == EAGAIN || code == EINTR ? 0 : nil
    }
}
