// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import HTTP1

extension RequestHead {
    /// Copies what evhttp parsed into one buffer, and puts back what was masked.
    ///
    /// `bytes` are what evhttp was given, unmasked: they name the method if evhttp has no number for it.
    /// `scratch` has room for ``scratchBytes(for:)``.
    init(
        _ request: UnsafeMutablePointer<evhttp_request>, _ bytes: Span<UInt8>, _ head: JudgedHead,
        _ masked: [JudgedHead.MaskedField], _ mask: TargetMask,
        scratch: UnsafeMutablePointer<UInt8>
    ) {
        let method = EvhttpMethod(unsafe evhttp_request_get_command(request))
        var packer = unsafe Packer(scratch)
        if method == nil { packer.append(bytes.extracting(head.method)) }
        let targetStart = unsafe packer.end - scratch
        unsafe packer.append(evhttp_request_get_uri(request))
        if let offset = mask.offset {
            unsafe scratch[targetStart + offset] = bytes[head.targetStart + offset]
        }
        let fieldsStart = unsafe packer.end - scratch
        unsafe packer.append(evhttp_request_get_input_headers(request), bytes, masked)
        let packed = unsafe UnsafeBufferPointer(start: scratch, count: packer.end - scratch)
        self.init(
            packed: unsafe [UInt8](packed), method: method, targetStart: targetStart,
            fieldsStart: fieldsStart, parts: head.target,
            minorVersion: UInt8(clamping: unsafe min(request.pointee.minor, 1)))
    }

    /// How large the copy of a head may become: what evhttp returns is never longer than what it was given.
    static func scratchBytes(for head: JudgedHead) -> Int {
        head.end - head.start + lengthBytes * head.fieldCount
    }
}

/// Writes the parts of a head behind each other.
///
/// What evhttp returns is never longer than what it was given, which the buffer has room for.
@safe private struct Packer {
    private(set) var end: UnsafeMutablePointer<UInt8>

    init(_ start: UnsafeMutablePointer<UInt8>) {
        unsafe end = unsafe start
    }

    mutating func append(_ bytes: Span<UInt8>) {
        for index in bytes.indices { unsafe end[index] = bytes[index] }
        unsafe end += bytes.count
    }

    @discardableResult
    mutating func append(_ text: UnsafePointer<CChar>?) -> Int {
        guard let text = unsafe text else { return 0 }
        let count = unsafe strlen(text)
        unsafe memcpy(end, text, count)
        unsafe end += count
        return count
    }

    /// Appends all fields, with their lengths.
    mutating func append(
        _ fields: UnsafeMutablePointer<evkeyvalq>?, _ bytes: Span<UInt8>,
        _ masked: [JudgedHead.MaskedField]
    ) {
        var index = 0
        var next = 0
        var entry = unsafe fields?.pointee.tqh_first
        while let field = unsafe entry {
            let lengths = unsafe end
            unsafe end += RequestHead.lengthBytes
            let name = unsafe append(field.pointee.key)
            if next < masked.count, masked[next].index == index {
                unsafe lengths[RequestHead.lengthBytes] = bytes[masked[next].offset]
                next += 1
            }
            let value = unsafe appendValue(field.pointee.value)
            unsafe Self.store(name, value, at: lengths)
            unsafe entry = unsafe field.pointee.next.tqe_next
            index += 1
        }
    }

    /// Appends a value without the tabs at its ends, which evhttp leaves.
    private mutating func appendValue(_ text: UnsafePointer<CChar>?) -> Int {
        guard var start = unsafe text else { return 0 }
        while unsafe UInt8(bitPattern: start.pointee).isBlank { unsafe start += 1 }
        var count = unsafe append(start)
        while count > 0, unsafe end[-1].isBlank {
            unsafe end -= 1
            count -= 1
        }
        return count
    }

    private static func store(_ name: Int, _ value: Int, at lengths: UnsafeMutablePointer<UInt8>) {
        let word = UInt64(UInt32(name)) | UInt64(UInt32(value)) << 32
        unsafe UnsafeMutableRawPointer(lengths).storeBytes(of: word.littleEndian, as: UInt64.self)
    }
}
