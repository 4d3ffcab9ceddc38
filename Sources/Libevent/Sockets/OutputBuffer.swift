// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Bytes on their way to a socket: filled for each reply, kept and used again by its loop.
///
/// On the loop thread. Appending costs no allocation once the buffer has grown to the size of
/// a usual reply.
@safe package final class OutputBuffer {
    @safe private struct State {
        var storage: UnsafeMutableRawBufferPointer
        var count = 0
    }

    /// Not a stored property of type `State`: each access to one is checked at run time, twice per
    /// append.
    private let state: UnsafeMutablePointer<State>

    package init(capacity: Int = 16 * 1024) {
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(
            to: State(storage: .allocate(byteCount: capacity, alignment: 16)))
    }

    deinit {
        unsafe state.pointee.storage.deallocate()
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    /// How many bytes have been appended since the last ``clear()``.
    package private(set) var count: Int {
        get { unsafe state.pointee.count }
        set { unsafe state.pointee.count = newValue }
    }

    private var storage: UnsafeMutableRawBufferPointer {
        get { unsafe state.pointee.storage }
        set { unsafe state.pointee.storage = newValue }
    }

    /// The bytes appended since the last ``clear()``.
    var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: storage[..<count])
    }

    package func clear() {
        count = 0
    }

    /// Appends a literal.
    @inline(__always)
    package func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes in unsafe append(UnsafeRawBufferPointer(bytes)) }
    }

    /// Appends the UTF-8 of `text`.
    @_disfavoredOverload @inline(__always)
    package func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes in unsafe append(UnsafeRawBufferPointer(bytes)) }
    }

    /// Appends `bytes`.
    @inline(__always)
    package func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { bytes in unsafe append(bytes) }
    }

    /// Appends `number` in decimal digits.
    package func append(_ number: Int) {
        precondition(number >= 0, "only sizes and codes are written, and \(number) is neither")
        reserve(20)
        var digits = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        rest = number
        for index in stride(from: count + digits - 1, through: count, by: -1) {
            unsafe storage[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        count += digits
    }

    @inline(__always)
    private func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe memcpy(storage.baseAddress.unsafelyUnwrapped + count, source, bytes.count)
        count += bytes.count
    }

    @inline(__always)
    private func reserve(_ additional: Int) {
        if unsafe count + additional > storage.count { grow(to: count + additional) }
    }

    @inline(never)
    private func grow(to needed: Int) {
        let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(needed, storage.count * 2), alignment: 16)
        unsafe larger.copyMemory(from: bytes)
        unsafe storage.deallocate()
        unsafe storage = unsafe larger
    }
}
