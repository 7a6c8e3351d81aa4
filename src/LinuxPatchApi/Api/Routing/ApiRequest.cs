using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api.Routing;

/// <summary>A routed request.</summary>
/// <param name="Exchange">For handlers that answer on the connection themselves.</param>
internal readonly record struct ApiRequest(HttpExchange Exchange, RouteValues Values)
{
    public HttpRequest Http => Exchange.Request;

    public Guid Id => Http.RequestId;

    /// <summary>The role of the client; already at least that of the route.</summary>
    public required AccessRole Role { get; init; }

    /// <summary>Null when the client sent no key.</summary>
    public IdempotencyTag? Idempotency { get; init; }

    /// <summary>Returns the request with the role that its answer requires, which also applies to a repetition with the same key.</summary>
    public ApiRequest Requiring(AccessRole role) =>
        Idempotency is null ? this : this with { Idempotency = Idempotency with { Role = AccessRoles.WireName(role) } };

    /// <summary>The origin of a job created by this request.</summary>
    /// <param name="accepted">Returns the data of the answer that admits the job.</param>
    /// <param name="type">Its wire form.</param>
    public JobOrigin Origin<T>(Func<Job, T> accepted, JsonTypeInfo<T> type) =>
        new(Requester, Id, Idempotency, job => JsonSerializer.Serialize(accepted(job), type));

    /// <summary>The answer stored for a repetition of this request; null when the client sent no key.</summary>
    public KeptAnswer? Kept<T>(T data, JsonTypeInfo<T> type, DateTimeOffset now) =>
        Idempotency is { } tag ? new KeptAnswer(tag, 200, JsonSerializer.Serialize(data, type), now) : null;

    public Requester Requester => new(
        Http.Client.Name, PeerText.Cut(Http.Client.SerialNumber), Http.Client.Address.ToString(), Http.Client.FingerprintSha256);
}
