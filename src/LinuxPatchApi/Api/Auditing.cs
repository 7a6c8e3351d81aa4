using LinuxPatchApi.Access.Roles;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Api;

/// <summary>Converts requests to entries of the audit log, and clients to what roles are decided by.</summary>
internal static class Auditing
{
    /// <param name="client">The client of the connection.</param>
    /// <param name="role">Null when the request was refused before its role was decided.</param>
    public static AuditClient ClientOf(ClientIdentity client, AccessRole? role) =>
        new(
            client.Subject,
            client.SerialNumber,
            client.FingerprintSha256,
            client.Address.ToString(),
            role is { } known ? AccessRoles.WireName(known) : null);

    public static CertificateNames NamesOf(ClientIdentity client) =>
        new(client.Subject, client.SerialNumber, client.FingerprintSha256, client.AlternativeNames)
        {
            Kinds = [.. client.AlternativeNameKinds.Select(KindOf)],
        };

    private static CertificatePart KindOf(AlternativeNameKind kind) => kind switch
    {
        AlternativeNameKind.Dns => CertificatePart.DnsName,
        AlternativeNameKind.Address => CertificatePart.Address,
        AlternativeNameKind.Email => CertificatePart.Email,
        AlternativeNameKind.Uri => CertificatePart.Uri,
        _ => CertificatePart.Unreadable,
    };

    /// <summary>The entry of a request refused by the HTTP layer. It has no method, because the head may be malformed.</summary>
    public static AuditEntry.Request OfFault(HttpFault fault, Guid requestId, ClientIdentity client, DateTimeOffset now) =>
        new(now, requestId, ClientOf(client, null), "", fault.RawTarget ?? "", fault.StatusCode, FaultCodes.Of(fault), null);
}
