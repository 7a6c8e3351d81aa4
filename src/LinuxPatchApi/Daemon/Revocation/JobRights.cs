using System.Net;
using LinuxPatchApi.Access.Roles;
using LinuxPatchApi.Api;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Daemon.Revocation;

/// <summary>Holds jobs to what is in force now: an admitted job may wait for longer than its client keeps the right to it.</summary>
internal sealed class JobRights(ISnapshots files, IServerTls tls)
{
    /// <summary>
    /// Returns why the client has lost the right to the job, as a sentence; null while it has it. What may pass by itself takes nothing
    /// away: a clock that is not set, a revocation list that is not there yet, a name of the allow-list that DNS does not tell. Neither
    /// does the end of a certificate's time.
    /// </summary>
    public string? Lost(Job job)
    {
        if (job.Right is not { } right || files.Current is not { Material: not null } now
            || !IPAddress.TryParse(job.RequestedBy.Address, out var address))
        {
            return null;
        }

        switch (tls.Current.Clients.Recheck(right.Certificates, address))
        {
            case (_, { } client):
                // A role of another version of the agent is taken for the highest one.
                var needed = AccessRoles.Parse(right.Role) ?? AccessRole.Admin;
                var role = RoleDecision.Of(now.Settings.Access, Auditing.NamesOf(client));
                return role < needed
                    ? $"the job was admitted for the role {AccessRoles.WireName(needed)}, "
                        + $"and the certificate that asked for it has {AccessRoles.WireName(role)} now"
                    : null;
            case (ClientCertificateVerdict.Revoked, _):
                return "the certificate that asked for the job, or one above it, is revoked";
            case (ClientCertificateVerdict.Untrusted or ClientCertificateVerdict.SelfSigned or ClientCertificateVerdict.BadSignature, _):
                return "the authority of the certificate that asked for the job is no longer accepted";
            default:
                return null;
        }
    }
}
