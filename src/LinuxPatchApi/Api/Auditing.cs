using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Api;

/// <summary>Requests in the words of the audit log.</summary>
internal static class Auditing
{
    public static AuditClient ClientOf(ClientIdentity client) => new(client.Subject, client.SerialNumber, client.FingerprintSha256, client.Address.ToString());

    /// <summary>A request that the HTTP layer refused itself; its method is not told, since the head may be broken.</summary>
    public static AuditEntry.Request OfFault(HttpFault fault, Guid requestId, ClientIdentity client, DateTimeOffset now) =>
        new(now, requestId, ClientOf(client), "", fault.RawTarget ?? "", fault.StatusCode, FaultCodes.Of(fault), null);
}
