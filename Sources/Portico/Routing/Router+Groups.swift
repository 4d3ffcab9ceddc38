// SPDX-License-Identifier: Apache-2.0

// Routes that have the beginning of their paths, and their middleware, in common.

extension Router {
    /// Adds the routes that `build` adds to the group, all below `prefix`.
    ///
    /// ```swift
    /// router.group("/api") { api in
    ///     api.add(middleware: Authentication())
    ///     api.get("/users/:id") { _, context in try context.parameters.require("id") }
    /// }
    /// ```
    /// The middleware of the group works around its routes alone: within that of the router, and not around
    /// the answers to requests that no route is for. Groups may hold groups. The pattern `/` in a group is
    /// `prefix` itself, and `prefix` may have captures.
    ///
    /// Without a prefix, the routes have middleware in common and nothing else.
    ///
    /// - Precondition: `prefix` is empty, or begins with `/` and does not end with one, and no route is there
    ///   already.
    public mutating func group(
        _ prefix: String = "", _ build: (_ group: inout Router) throws -> Void
    ) rethrows {
        precondition(
            prefix.isEmpty || prefix.hasPrefix("/") && !prefix.hasSuffix("/"),
            "the path of a group begins with / and does not end with one, unlike \"\(prefix)\"")
        var group = Router()
        try build(&group)
        precondition(
            group.fallbacks.isEmpty && group.trailingSlash == .significant,
            "a group has the fallback and the trailing slash of its router; set them there")
        for route in group.routes {
            // A route of the loop passes by middleware.
            let handler =
                route.handler.thread == .loop
                ? route.handler : route.handler.wrapped(in: group.middleware)
            let isPrefixItself = route.pattern == "/" && !prefix.isEmpty
            add(handler, route.method, isPrefixItself ? prefix : prefix + route.pattern)
        }
    }
}
