// SPDX-License-Identifier: Apache-2.0
#if Observability
    import HTTPTypes
    public import Portico
    public import Tracing

    /// Runs each handler in a span of swift-distributed-tracing.
    ///
    /// ```swift
    /// router.add(scope: TracingScope())
    /// ```
    /// The span continues what the client's fields say: `traceparent` and `tracestate` of W3C where the tracer knows
    /// them. `InstrumentationContext.current` is the span's in the handler, plain and async ones alike, and in the
    /// middleware within. It is named by method and route, and has attributes as OpenTelemetry names them. It ends
    /// when the response is made, not when it has been sent; the 5xx of a response and what a handler threw are
    /// its errors.
    ///
    /// [Semantic conventions for HTTP spans](https://opentelemetry.io/docs/specs/semconv/http/http-spans/)
    public struct TracingScope: HandlerScope {
        private let tracer: (any Tracer)?

        /// Makes spans with `tracer`, or with the one that was bootstrapped.
        public init(tracer: (any Tracer)? = nil) {
            self.tracer = tracer
        }

        /// Starts a span that continues the client's trace.
        public func begin(_ request: Request, _ context: Context) -> any Tracing.Span {
            let tracer = tracer ?? InstrumentationSystem.tracer
            var parent = InstrumentationContext.topLevel
            tracer.extract(request, into: &parent, using: FieldExtractor())
            let span = tracer.startAnySpan(
                request.method.rawValue, context: parent, ofKind: .server)
            span.attributes["http.request.method"] = request.method.rawValue
            span.attributes["url.path"] = request.path
            span.attributes["url.scheme"] = context.scheme
            span.attributes["network.protocol.version"] = "1.\(request.minorVersion)"
            if let address = context.clientAddress {
                span.attributes["client.address"] = address.host
            }
            if let agent = request.value(of: .userAgent) {
                span.attributes["user_agent.original"] = agent
            }
            return span
        }

        /// Calls `body` with the span's context.
        public func within<Result>(_ span: any Tracing.Span, _ body: () -> Result) -> Result {
            InstrumentationContext.$current.withValue(span.context) { body() }
        }

        /// Calls `body` with the span's context.
        public func within<Result>(
            _ span: any Tracing.Span, _ body: () async -> Result
        ) async -> Result {
            await InstrumentationContext.$current.withValue(span.context) { await body() }
        }

        /// Ends the span.
        public func end(
            _ span: any Tracing.Span, _ outcome: HandlerOutcome, _ request: Request,
            _ context: Context
        ) {
            if let route = request.route {
                span.operationName = "\(request.method.rawValue) \(route)"
                span.attributes["http.route"] = route
            }
            let status = outcome.response.status.code
            span.attributes["http.response.status_code"] = status
            if let error = outcome.error { span.recordError(error) }
            if status >= 500 {
                span.attributes["error.type"] = "\(status)"
                span.setStatus(SpanStatus(code: .error))
            }
            span.end()
        }
    }

    /// Finds header fields for a tracer.
    struct FieldExtractor: Extractor {
        func extract(key: String, from request: Request) -> String? {
            HTTPField.Name(key).flatMap { request.value(of: $0) }
        }
    }
#endif
