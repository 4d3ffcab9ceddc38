// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// Finds the handler for a request by its method and path.
///
/// ```swift
/// var router = Router()
/// router.get("/users/:id") { request, context in
///     "user \(try context.parameters.require("id"))\n"
/// }
/// ```
/// A pattern is matched part by part, percent-decoded once, where a `%` without two hexadecimal digits is
/// itself: `:name` captures one part that is not empty, a `*` at the end all the rest. Behind a folder and
/// a slash, a capture names something below that folder: it is no absolute path and has no part that is
/// empty, `.` or `..`, and no NUL, however they were written.
///
/// A literal goes before a capture and a capture before `*`; where one lacks the method, the next may have
/// it. A slash at the end counts. Unknown paths get 404; known ones with another method 405 with `Allow`.
/// HEAD is answered by the GET route, and OPTIONS with `Allow`, unless they have routes of their own.
///
/// ## Topics
/// ### Adding routes
/// - ``on(_:_:_:)-(_,_,(Request,Context)->Answer)``
/// - ``get(_:_:)-(_,(Request,Context)->Answer)``
public struct Router: Sendable {
    private var tree = RouteTree()

    /// Makes a router without routes.
    public init() {}

    /// Adds a route whose handler runs on a Worker and may block it.
    ///
    /// - Precondition: The pattern begins with `/`, and the route is not there yet.
    public mutating func on<Answer: ResponseGenerator>(
        _ method: HTTPRequest.Method, _ pattern: String,
        _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        add(Handler(body), method, pattern)
    }

    /// Adds a route whose handler runs as a task on the pool.
    ///
    /// - Precondition: The pattern begins with `/`, and the route is not there yet.
    public mutating func on<Answer: ResponseGenerator>(
        _ method: HTTPRequest.Method, _ pattern: String,
        _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        add(Handler(body), method, pattern)
    }

    private mutating func add(
        _ handler: Handler, _ method: HTTPRequest.Method, _ pattern: String
    ) {
        precondition(
            tree.insert(handler, method, RoutePattern(pattern)),
            "there is a route for \(method) \(pattern) already")
    }

    /// What a router says to a request.
    enum Match {
        case found(Handler, RouteParameters)
        case answer(HTTPError)
    }

    func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
        if method == .options, path == "*" { return .answer(HTTPError(.noContent)) }
        guard let path = PathComponents(path) else { return .answer(HTTPError(.notFound)) }
        switch tree.find(path.parts, method) {
        case .nothing:
            return .answer(HTTPError(.notFound))
        case .otherMethods(let methods):
            let status: HTTPResponse.Status = method == .options ? .noContent : .methodNotAllowed
            return .answer(HTTPError(status, headers: [.allow: Self.allow(methods)]))
        case .endpoint(let endpoint, let captured):
            var parameters = RouteParameters()
            for (name, value) in zip(endpoint.captureNames, captured) {
                parameters.append(name, value)
            }
            return .found(endpoint.handler, parameters)
        }
    }

    /// The value of `Allow`, RFC 9110 §10.2.1.
    private static func allow(_ methods: Set<HTTPRequest.Method>) -> String {
        var names = Set(methods.map(\.rawValue))
        if names.contains("GET") { names.insert("HEAD") }
        names.insert("OPTIONS")
        return names.sorted().joined(separator: ", ")
    }
}
