// SPDX-License-Identifier: Apache-2.0
// Swift calls the executor of a task without holding it: the task does, and a task whose step has been
// handed over may end at any moment. A reference in a local variable is no help, because an optimiser
// takes `self` for held by the caller and leaves the retain out. It cannot know that the pointer which is
// read back from the thread's storage is the one that was written there, so this retain stays.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Objects that the calling thread holds while it hands something over.
@safe enum HeldObject {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let code = unsafe pthread_key_create(&key, nil)
        precondition(code == 0, "cannot make a thread key: errno \(code)")
        return key
    }()

    /// Holds `object` until `body` has returned.
    static func hold<Object: AnyObject>(_ object: Object, while body: () -> Void) {
        let outer = unsafe pthread_getspecific(key)
        unsafe pthread_setspecific(key, Unmanaged.passRetained(object).toOpaque())
        body()
        let held = unsafe pthread_getspecific(key)
        unsafe pthread_setspecific(key, outer)
        if let held = unsafe held { unsafe Unmanaged<Object>.fromOpaque(held).release() }
    }
}
