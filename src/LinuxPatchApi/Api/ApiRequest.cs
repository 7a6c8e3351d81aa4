using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api;

/// <summary>A routed request.</summary>
/// <param name="Exchange">For handlers that answer on the connection themselves.</param>
internal readonly record struct ApiRequest(HttpExchange Exchange, RouteValues Values)
{
    public HttpRequest Http => Exchange.Request;

    public Guid Id => Http.RequestId;

    /// <summary>What the client may do; the route's own need is met already.</summary>
    public required AccessRole Role { get; init; }

    /// <summary>Null when the client sent no key.</summary>
    public IdempotencyTag? Idempotency { get; init; }

    /// <summary>The same, where the answer needs a higher role than the route: a repeat is held to it.</summary>
    public ApiRequest Needing(AccessRole role) =>
        Idempotency is null ? this : this with { Idempotency = Idempotency with { Role = AccessRoles.WireName(role) } };

    /// <summary>Where a job that this request makes comes from.</summary>
    /// <param name="accepted">Writes the data of the answer that admits the job.</param>
    /// <param name="type">Its wire form.</param>
    public JobOrigin Origin<T>(Func<Job, T> accepted, JsonTypeInfo<T> type) => new(Requester, Id, Idempotency, job => JsonSerializer.Serialize(accepted(job), type));

    /// <summary>What a repetition of this request is answered; null when the client sent no key.</summary>
    public KeptAnswer? Kept<T>(T data, JsonTypeInfo<T> type, DateTimeOffset now) =>
        Idempotency is { } tag ? new KeptAnswer(tag, 200, JsonSerializer.Serialize(data, type), now) : null;

    public Requester Requester => new(Http.Client.Name, PeerText.Cut(Http.Client.SerialNumber), Http.Client.Address.ToString(), Http.Client.FingerprintSha256);
}
