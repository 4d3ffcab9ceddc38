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
/// itself: `:name` captures one part that is not empty, `*` takes such a part without a name, and a `**` at
/// the end captures all the rest. Behind a folder and a slash, a capture names something below that folder:
/// it is no absolute path and has no part that is empty, `.` or `..`, and no NUL, however they were written.
///
/// A literal goes before a capture and a capture before `**`; where one lacks the method, the next may have
/// it. A slash at the end counts, unless ``trailingSlash`` says otherwise. Unknown paths get 404, or what the
/// fallback answers; known ones with another method 405 with `Allow`. HEAD is answered by the GET route, and
/// OPTIONS with `Allow`, unless they have routes of their own. A server logs the routes at debug level.
///
/// ## Topics
/// ### Adding routes
/// - ``on(_:_:_:)-(_,_,(Request,Context)->Answer)``
/// - ``on(_:_:runsOn:_:)``
/// - ``on(_:_:handler:)``
/// - ``fallback(handler:)``
/// - ``trailingSlash``
/// - ``get(_:runsOn:_:)``
/// - ``get(_:_:)-(_,(Request,Context)->Answer)``
/// ### Adding middleware
/// - ``add(middleware:)``
/// ### Groups
/// - ``group(_:_:)``
public struct Router: Sendable {
    private(set) var tree = RouteTree()
    /// All routes, in the order of adding.
    private(set) var routes: [Route] = []
    /// Only the routes whose handlers run on the loop; nil when there are none.
    private var loopTree: RouteTree?
    /// Only the routes that say how bodies are received; nil when there are none.
    private(set) var bodyTree: RouteTree?
    /// The largest body that one of those allows, in bytes.
    private(set) var largestBodyBytes: Int?
    /// What works around all of it.
    var middleware = MiddlewareGroup()
    /// What answers where no route is: none or one, as a value does not hold another of its own kind.
    var fallbacks: [Handler] = []
    /// What a slash at the end of a path means; a group has that of its router.
    ///
    /// Default: `.significant`.
    public var trailingSlash = TrailingSlash.significant

    /// A route as it was added.
    struct Route: Sendable {
        let method: HTTPRequest.Method
        let pattern: String
        let handler: Handler
    }

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

    /// Adds a route whose handler runs where `thread` says: on the loop even while every Worker is busy.
    ///
    /// ```swift
    /// router.get("/health", runsOn: .loop) { _, context in
    ///     context.isReady ? HTTPResponse.Status.ok : .serviceUnavailable
    /// }
    /// ```
    ///
    /// - Precondition: The pattern begins with `/`, and the route is not there yet.
    public mutating func on<Answer: ResponseGenerator>(
        _ method: HTTPRequest.Method, _ pattern: String, runsOn thread: HandlerThread,
        _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        var handler = Handler(body)
        handler.thread = thread
        add(handler, method, pattern)
    }

    /// Adds a route with a handler that is made already: one with middleware of its own, for example.
    ///
    /// ```swift
    /// let handler = Handler(body: .whole(maxBytes: 1 << 20)) { request, _ in
    ///     "\(request.body.count) bytes\n"
    /// }
    /// router.on(.post, "/import", handler: handler.wrapped(in: Authentication()))
    /// ```
    ///
    /// - Precondition: The pattern begins with `/`, and the route is not there yet. The handler is no router whose
    ///   routes run on the loop or say how bodies are received.
    public mutating func on(
        _ method: HTTPRequest.Method, _ pattern: String, handler: Handler
    ) {
        precondition(
            handler.loopRouter == nil && handler.bodyRouter == nil,
            "the handler of \(method) \(pattern) is a router with routes of its own for the loop or for bodies"
        )
        add(handler, method, pattern)
    }

    mutating func add(
        _ handler: Handler, _ method: HTTPRequest.Method, _ pattern: String
    ) {
        precondition(
            tree.insert(handler, method, RoutePattern(pattern)),
            "there is a route for \(method) \(pattern) already")
        routes.append(Route(method: method, pattern: pattern, handler: handler))
        if let policy = handler.bodyPolicy {
            var routes = bodyTree ?? RouteTree()
            _ = routes.insert(handler, method, RoutePattern(pattern))
            bodyTree = routes
            largestBodyBytes = max(largestBodyBytes ?? 0, policy.maxBytes)
        }
        guard handler.thread == .loop else { return }
        var routes = loopTree ?? RouteTree()
        _ = routes.insert(handler, method, RoutePattern(pattern))
        loopTree = routes
    }

    // MARK: On the loop thread

    /// Whether any handler runs on the loop.
    var hasLoopRoutes: Bool { loopTree != nil }

    /// Whether the handler for a request runs on the loop.
    ///
    /// Most requests are for other routes: they are told by the small tree alone.
    func runsOnLoop(_ method: HTTPRequest.Method, _ path: String) -> Bool {
        guard let loopTree, let path = PathComponents(path),
            case .endpoint = find(path, method, in: loopTree),
            case .endpoint(let endpoint, _) = find(path, method, in: tree)
        else { return false }
        return endpoint.handler.thread == .loop
    }

    // MARK: From any thread

    /// What a router says to a request.
    enum Match {
        case found(Handler, RouteParameters)
        case answer(HTTPError)
    }

    func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
        if method == .options, path == "*" { return .answer(HTTPError(.noContent)) }
        guard let parts = PathComponents(path) else { return noRoute }
        switch find(parts, method, in: tree) {
        case .nothing:
            return slashRedirect(parts, method, from: path) ?? noRoute
        case .otherMethods(let methods):
            let status: HTTPResponse.Status = method == .options ? .noContent : .methodNotAllowed
            return .answer(HTTPError(status, headers: [.allow: Self.allow(methods)]))
        case .endpoint(let endpoint, let captured):
            var parameters = RouteParameters()
            for (name, value) in zip(endpoint.captureNames, captured) {
                if let name { parameters.append(name, value) }
            }
            parameters.route = endpoint.name
            return .found(endpoint.handler, parameters)
        }
    }

    private var noRoute: Match {
        guard let fallback = fallbacks.first else { return .answer(HTTPError(.notFound)) }
        return .found(fallback, RouteParameters())
    }

    /// The value of `Allow`, RFC 9110 §10.2.1.
    private static func allow(_ methods: Set<HTTPRequest.Method>) -> String {
        var names = Set(methods.map(\.rawValue))
        if names.contains("GET") { names.insert("HEAD") }
        names.insert("OPTIONS")
        return names.sorted().joined(separator: ", ")
    }
}
