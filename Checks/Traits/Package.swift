// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// A package of its own, so that `make test` neither fetches nor builds what the traits need.
let package = Package(
    name: "traits",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(
            name: "portico", path: "../..",
            traits: ["Hummingbird", "SignedCookies", "Observability"]),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1",
            traits: []),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // That of Portico's own tests, by a link: nobody else's package can have it as a dependency.
        .target(
            name: "TestSupport", exclude: ["Journal.swift"], swiftSettings: settings),
        .testTarget(
            name: "PorticoSignedCookiesTests",
            dependencies: [
                .product(name: "Portico", package: "portico"),
                .product(name: "PorticoSignedCookies", package: "portico"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PorticoObservabilityTests",
            dependencies: [
                "TestSupport",
                .product(name: "Portico", package: "portico"),
                .product(name: "PorticoObservability", package: "portico"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PorticoHummingbirdTests",
            dependencies: [
                "TestSupport",
                .product(name: "Portico", package: "portico"),
                .product(name: "PorticoHummingbird", package: "portico"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]),
    ]
)
