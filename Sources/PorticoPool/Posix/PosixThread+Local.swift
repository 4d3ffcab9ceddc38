// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension PosixThread {
    /// One reference per thread, nil at first; it does not keep its object alive.
    @safe package final class Local<Object: AnyObject>: Sendable {
        private let key: pthread_key_t

        /// Makes a place per thread; nil everywhere.
        ///
        /// Wraps `pthread_key_create`.
        package init() {
            var key = pthread_key_t()
            let code = unsafe pthread_key_create(&key, nil)
            precondition(code == 0, "cannot make a thread key: errno \(code)")
            self.key = key
        }

        deinit {
            pthread_key_delete(key)
        }

        /// The object of the calling thread, which ``with(_:_:)`` set and keeps alive.
        package var value: Object? {
            guard let pointer = unsafe pthread_getspecific(key) else { return nil }
            return unsafe Unmanaged<Object>.fromOpaque(pointer).takeUnretainedValue()
        }

        /// Runs `body` with ``value`` set to `object` on the calling thread only.
        package func with<Result>(_ object: Object, _ body: () -> Result) -> Result {
            unsafe pthread_setspecific(key, Unmanaged.passUnretained(object).toOpaque())
            defer { pthread_setspecific(key, nil) }
            return withExtendedLifetime(object, body)
        }
    }
}
