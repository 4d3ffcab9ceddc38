// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// What a handler has come to: the response, and the error that it stands for if the handler threw.
public struct HandlerOutcome: Sendable {
    /// What the client gets.
    ///
    /// Of an ``HTTPError`` that is all of it, of any other error a 500 that tells nothing.
    public var response: Response

    /// What the handler threw, or nil.
    ///
    /// An error that stays here is logged in the end, unless it is an ``HTTPError``. A middleware that has
    /// found an answer of its own to it sets it to nil.
    public var error: (any Error)?

    /// What a handler returned.
    public init(response: Response) {
        self.response = response
    }

    /// What a handler threw.
    init(_ error: any Error, _ request: Request, _ context: Context) {
        let answer = error as? HTTPError ?? (error as? MultipartError)?.httpError
        self.error = answer ?? error
        if let answer {
            response = answer.response(from: request, context: context)
        } else if let answer = (error as? RequestBodyError)?.response(in: context) {
            response = answer
        } else if Self.isLeaving(error, context) {
            response = Response(status: .serviceUnavailable)
        } else {
            response = .internalServerError(context)
        }
    }

    /// The response, once nothing can change it any more; the error that is left is logged.
    func final(_ request: Request, _ context: Context) -> Response {
        guard let error, !(error is HTTPError) else { return response }
        if let error = error as? RequestBodyError, error.isOfClient { return response }
        if Self.isLeaving(error, context) {
            context.logger.debug("the handler stopped, as its client has gone")
        } else {
            context.logger.error(
                "the handler failed",
                metadata: ["error": "\(error)", "target": "\(request.target)"])
        }
        return response
    }

    /// Whether a handler did what ``Context/checkCancellation()`` is for.
    private static func isLeaving(_ error: any Error, _ context: Context) -> Bool {
        error is CancellationError && context.isClientGone
    }
}

extension Response {
    /// What a client reads of an error that is not meant for it.
    static func internalServerError(_ context: Context) -> Response {
        Response(
            status: .internalServerError,
            body: ResponseBody(
                "\(HTTPResponse.Status.internalServerError)\nrequest id: \(context.requestID)\n"))
    }
}
