// SPDX-License-Identifier: Apache-2.0

// MARK: From any thread: reading

extension IncomingBody {
    /// Appends what is there to `output`, as much as there is room for; blocks until there is something.
    ///
    /// - Returns: How many bytes were appended; 0 at the end.
    package func read(into output: inout OutputSpan<UInt8>) throws(Failure) -> Int {
        guard let bytes = try read(upTo: output.freeCapacity) else { return 0 }
        unsafe output.withUnsafeMutableBufferPointer { buffer, count in
            unsafe bytes.withUnsafeBytes { source in
                let rest = unsafe UnsafeMutableRawBufferPointer(buffer)[count...]
                unsafe UnsafeMutableRawBufferPointer(rebasing: rest).copyMemory(from: source)
            }
            count += bytes.count
        }
        return bytes.count
    }
}
