// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent
import Logging
import PorticoPool

// A response with a writer ends its call when the writer has ended. Where the writer runs:
//
//   plain    on the thread of the handler; if that is the loop or one of Swift's own, on `WriterThreads`
//   async    in the task of an async handler, or in a task like it

/// Runs the writers of bodies.
extension HandlerRunner {
    /// Runs the writer of `response` if it has one that is to be run, and posts the end of `call` then or
    /// later.
    ///
    /// - Returns: The response, if no writer is to be run.
    func stream(
        _ response: Response, _ request: Request, _ context: Context, _ call: Int, mayBlock: Bool
    ) -> Response? {
        guard let body = response.streamedBody(for: request) else { return response }
        let streamed = StreamedCall(response, body, for: request.received)
        switch body.write {
        case .plain(let write):
            guard mayBlock else {
                return runElsewhere(write, streamed, context, call)
            }
            run(write, streamed, context, call)
        case .async(let write):
            runTask(request.received) { [self] in
                await run(write, streamed, context, call)
            }
        }
        return nil
    }

    /// Does what ``stream(_:_:_:_:mayBlock:)`` does, in the task of an async handler.
    func streamInTask(
        _ response: Response, _ request: Request, _ context: Context, _ call: Int
    ) async -> Response? {
        guard let body = response.streamedBody(for: request) else { return response }
        let streamed = StreamedCall(response, body, for: request.received)
        switch body.write {
        case .plain(let write):
            // Without an executor of its own, the task runs on a thread that may not block.
            guard taskExecutor != nil else { return runElsewhere(write, streamed, context, call) }
            run(write, streamed, context, call)
        case .async(let write):
            await run(write, streamed, context, call)
        }
        return nil
    }

    private func run(
        _ write: @Sendable (BodyWriter) throws -> Void, _ streamed: StreamedCall,
        _ context: Context, _ call: Int
    ) {
        let stream = makeStream(streamed)
        end(stream, Result { try write(BodyWriter(stream)) }, streamed, context, call)
    }

    private func run(
        _ write: @Sendable (BodyWriter) async throws -> Void, _ streamed: StreamedCall,
        _ context: Context, _ call: Int
    ) async {
        let stream = makeStream(streamed)
        let result: Result<Void, any Error>
        do {
            result = .success(try await write(BodyWriter(stream)))
        } catch {
            result = .failure(error)
        }
        end(stream, result, streamed, context, call)
    }

    /// Runs a plain writer where it holds up neither a loop nor Swift's tasks.
    ///
    /// - Returns: What is to be answered if that cannot be.
    private func runElsewhere(
        _ write: @escaping @Sendable (BodyWriter) throws -> Void, _ streamed: StreamedCall,
        _ context: Context, _ call: Int
    ) -> Response? {
        do throws(PoolError) {
            try writers.execute { [self] in run(write, streamed, context, call) }
            return nil
        } catch {
            context.logger.error(
                "no thread for the writer of a reply", metadata: ["error": "\(error)"])
            return Response(
                status: .serviceUnavailable,
                body: "503 Service Unavailable\nthe server has no thread for this reply\n")
        }
    }

    private func makeStream(_ streamed: StreamedCall) -> ReplyStream {
        ReplyStream(
            limit: maxReplyBufferBytes, length: streamed.body.length, pipes: writers.filePipes
        ) { [mailbox] stream in
            mailbox.post(.stream(streamed, stream))
        }
    }

    // MARK: The end of a writer

    private func end(
        _ stream: ReplyStream, _ result: Result<Void, any Error>, _ streamed: StreamedCall,
        _ context: Context, _ call: Int
    ) {
        let isGood = (try? result.get()) != nil
        let message: LoopMessage
        switch stream.finish(isGood: isGood) {
        case .notBegun(let length):
            let response = answerInstead(of: streamed, length, result, context)
            message = .reply(response, to: call)
        case .complete:
            message = .streamed(streamed, stream, call)
        case .brokenOff:
            logBrokenOff(result, streamed, context)
            message = .streamed(streamed, stream, call)
        case .wrongLength(let length, let written):
            logWrongLength(length, written, streamed, context)
            message = .streamed(streamed, stream, call)
        case .failed(let failure):
            context.logger.debug(
                "the writer of a reply stopped",
                metadata: ["reason": "\(BodyWriteError(failure))"])
            message = .streamed(streamed, stream, call)
        }
        if !post(message, streamed.request) { stream.fail(.serverEnding) }
    }

    /// The reply to a request whose writer has ended before anything was sent.
    private func answerInstead(
        of streamed: StreamedCall, _ length: Int, _ result: Result<Void, any Error>,
        _ context: Context
    ) -> Response {
        switch result {
        case .failure(let error):
            return answer(to: error, Request(streamed.request), context)
        case .success where length > 0:
            logWrongLength(length, 0, streamed, context)
            return .internalServerError(context)
        case .success:
            var response = streamed.response
            response.body = ResponseBody(nothingOf: response.body)
            return response
        }
    }

    private func logBrokenOff(
        _ result: Result<Void, any Error>, _ streamed: StreamedCall, _ context: Context
    ) {
        var metadata: Logger.Metadata = ["target": "\(streamed.request.head.target)"]
        if case .failure(let error) = result {
            if context.isClientGone, error is CancellationError || error is BodyWriteError {
                context.logger.debug("the writer of a reply stopped, as its client has gone")
                return
            }
            metadata["error"] = "\(error)"
        }
        context.logger.error("a reply was broken off, as its writer failed", metadata: metadata)
    }

    private func logWrongLength(
        _ length: Int, _ written: Int, _ streamed: StreamedCall, _ context: Context
    ) {
        context.logger.error(
            "a reply was broken off, as its writer did not write the length that it had announced",
            metadata: [
                "target": "\(streamed.request.head.target)", "announced": "\(length)",
                "written": "\(written)",
            ])
    }
}

extension Response {
    /// The body that is to be written to the client of `request`; nil when it is whole, or not sent.
    fileprivate func streamedBody(for request: Request) -> StreamedBody? {
        guard case .writer(let body) = body.content, status.code >= 200, status != .noContent,
            status != .resetContent, status != .notModified, !request.received.head.hasMethod(.head)
        else { return nil }
        return body
    }
}
