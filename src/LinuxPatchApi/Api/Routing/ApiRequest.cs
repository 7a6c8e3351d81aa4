using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;

namespace LinuxPatchApi.Api.Routing;

/// <summary>A routed request.</summary>
/// <param name="Exchange">For handlers that answer on the connection themselves.</param>
internal readonly record struct ApiRequest(HttpExchange Exchange, RouteValues Values)
{
    public HttpRequest Http => Exchange.Request;

    public Guid Id => Http.RequestId;

    /// <summary>The role of the client; already at least that of the route.</summary>
    public required AccessRole Role { get; init; }

    /// <summary>The role that the answer needs: that of the route, or a higher one by <see cref="Requiring"/>.</summary>
    public AccessRole Needed { get; init; }

    /// <summary>Judges the client anew: a request may wait while the configuration changes. Null where nothing waits.</summary>
    public Func<AccessRole>? RoleNow { get; init; }

    /// <summary>Of a watch: cancelled when the client's certificate loses the role that the route needs.</summary>
    public CancellationToken RoleLost { get; init; }

    /// <summary>Null when the client sent no key.</summary>
    public IdempotencyTag? Idempotency { get; init; }

    /// <summary>Returns the request with the role that its answer requires, which also applies to a repetition with the same key.</summary>
    public ApiRequest Requiring(AccessRole role) => this with
    {
        Needed = role,
        Idempotency = Idempotency is null ? null : Idempotency with { Role = AccessRoles.WireName(role) },
    };

    /// <summary>The refusal of a client that has lost the needed role since its request was routed; null while it has it.</summary>
    public ApiAnswer? Forbidden() => RoleNow?.Invoke() is { } now && now < Needed ? ApiAnswer.Forbid(Needed, now) : null;

    /// <summary>The origin of a job created by this request.</summary>
    /// <param name="accepted">Returns the data of the answer that admits the job.</param>
    /// <param name="write">Writes it.</param>
    public JobOrigin Origin<T>(Func<Job, T> accepted, Action<Utf8JsonWriter, T> write)
    {
        var request = this;
        return new JobOrigin(Requester, Id, Idempotency, job => ApiJson.Text(accepted(job), write))
        {
            Right = Right(),
            IsAllowed = () => request.Forbidden() is null,
        };
    }

    /// <summary>Null where there is no certificate.</summary>
    private JobRight? Right()
    {
        var certificates = new List<string>();
        foreach (var der in Http.Client.Certificates)
        {
            certificates.Add(Convert.ToBase64String(der.Span));
        }

        return certificates.Count == 0 ? null : new JobRight(AccessRoles.WireName(Needed), certificates);
    }

    /// <summary>The answer stored for a repetition of this request; null when the client sent no key.</summary>
    public KeptAnswer? Kept<T>(T data, Action<Utf8JsonWriter, T> write, DateTimeOffset now) =>
        Idempotency is { } tag ? new KeptAnswer(tag, 200, ApiJson.Text(data, write), now) : null;

    public Requester Requester => new(
        Http.Client.Name, PeerText.Cut(Http.Client.SerialNumber), Http.Client.Address.ToString(), Http.Client.FingerprintSha256);
}
