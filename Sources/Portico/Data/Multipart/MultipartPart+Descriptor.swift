// SPDX-License-Identifier: Apache-2.0
import Libevent
import PorticoPool

extension MultipartPart {
    /// Writes what has not been read to an open file, from its current place on, and leaves it open; blocks the
    /// Worker until all has come.
    ///
    /// ```swift
    /// let file = try FileDescriptor.open(path, .writeOnly, options: [.create, .exclusiveCreate])
    /// defer { try? file.close() }
    /// try part.save(upTo: 100 << 20, toDescriptor: file.rawValue)
    /// ```
    /// The path is yours: ``filename`` is what a client says.
    ///
    /// - Returns: How many bytes it was.
    /// - Throws: ``MultipartError/partTooLarge(name:limit:)`` when there are more than `limit` bytes, of which some
    ///   have been written, and ``MultipartError/cannotWrite(name:reason:)`` when the system refuses one.
    @available(*, noasync, message: "await the other save(upTo:toDescriptor:)")
    @discardableResult
    public func save(upTo limit: Int, toDescriptor descriptor: Int32) throws -> Int {
        let output = DescriptorOutput(descriptor)
        return try save(upTo: limit) { try write($0, to: output) }
    }

    /// Writes what has not been read to an open file, from its current place on, and leaves it open; suspends
    /// until it has come, and blocks while it is written.
    ///
    /// - Returns: How many bytes it was.
    /// - Throws: ``MultipartError/partTooLarge(name:limit:)`` when there are more than `limit` bytes, of which some
    ///   have been written, and ``MultipartError/cannotWrite(name:reason:)`` when the system refuses one.
    @discardableResult
    public func save(upTo limit: Int, toDescriptor descriptor: Int32) async throws -> Int {
        let output = DescriptorOutput(descriptor)
        return try await save(upTo: limit) { try write($0, to: output) }
    }

    private func write(
        _ chunk: [UInt8], to output: DescriptorOutput
    ) throws(MultipartError) {
        do throws(PosixError) {
            try output.write(chunk)
        } catch {
            throw .cannotWrite(name: name, reason: describeErrno(error.code))
        }
    }
}
