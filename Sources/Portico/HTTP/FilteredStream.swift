// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// What stands between a writer and the stream that it writes to, when its bytes are changed on the way.
///
/// A filter's output must be sent in the order in which it came out, so one write at a time passes through
/// both.
final class FilteredStream: Sendable {
    /// The writer did not write the length that it had announced.
    struct WrongLength: Error, CustomStringConvertible {
        let announced: Int
        let written: Int
        var description: String { "\(written) of \(announced) bytes were written" }
    }

    private struct State {
        var written = 0
        var isOverrun = false
        var hasEnded = false
        /// Why bytes that came out of the filter were not sent: nothing may follow them.
        var failure: BodyWriteError?
    }

    private let writer: BodyWriter
    private let filter: any BodyFilter
    /// How many bytes are to be written; nil for any number.
    private let length: Int?
    private let state = Guarded(State())
    private let turn = WriterTurn()

    init(_ writer: BodyWriter, _ filter: any BodyFilter, length: Int?) {
        self.writer = writer
        self.filter = filter
        self.length = length
    }

    // MARK: In a plain closure

    @available(*, noasync)
    func write(_ bytes: [UInt8]) throws(BodyWriteError) {
        turn.take()
        defer { turn.give() }
        try send(filter(bytes))
    }

    @available(*, noasync)
    func flush() throws(BodyWriteError) {
        turn.take()
        defer { turn.give() }
        try send(filter([], .flush))
        try writer.flush()
    }

    /// Ends the body.
    @available(*, noasync)
    func finish() throws {
        turn.take()
        defer { turn.give() }
        try send(end())
    }

    @available(*, noasync)
    private func send(_ output: [UInt8]) throws(BodyWriteError) {
        do throws(BodyWriteError) { try writer.write(output) } catch { throw failed(error) }
    }

    // MARK: In an async closure

    func write(_ bytes: [UInt8]) async throws(BodyWriteError) {
        await turn.take()
        defer { turn.give() }
        try await send(filter(bytes))
    }

    func flush() async throws(BodyWriteError) {
        await turn.take()
        defer { turn.give() }
        try await send(filter([], .flush))
        try await writer.flush()
    }

    /// Ends the body.
    func finish() async throws {
        await turn.take()
        defer { turn.give() }
        try await send(end())
    }

    private func send(_ output: [UInt8]) async throws(BodyWriteError) {
        do throws(BodyWriteError) { try await writer.write(output) } catch { throw failed(error) }
    }

    // MARK: In both

    func setTrailers(_ fields: HTTPFields) throws(BodyWriteError) { try writer.setTrailers(fields) }

    private func failed(_ error: BodyWriteError) -> BodyWriteError {
        state.withLock { $0.failure = error }
        return error
    }

    private func filter(
        _ bytes: [UInt8], _ step: BodyFilterStep = .more
    ) throws(BodyWriteError) -> [UInt8] {
        try state.withLock { state throws(BodyWriteError) in
            if state.hasEnded { throw .writerEnded }
            if let failure = state.failure { throw failure }
            if let length, bytes.count > length - state.written {
                state.isOverrun = true
                throw .tooManyBytes(length: length)
            }
            state.written += bytes.count
        }
        return filter.process(bytes, step)
    }

    /// What is left to be sent of a body that is complete.
    private func end() throws -> [UInt8] {
        let state = state.withLock { state in
            state.hasEnded = true
            return state
        }
        if let failure = state.failure { throw failure }
        if let length {
            if state.isOverrun { throw BodyWriteError.tooManyBytes(length: length) }
            guard state.written == length else {
                throw WrongLength(announced: length, written: state.written)
            }
        }
        return filter.process([], .finish)
    }
}
