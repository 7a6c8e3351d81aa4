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
    /// <summary>Returns why the client would not get the job now, as a sentence; null while it would, and when that is unknown.</summary>
    public string? Lost(Job job)
    {
        if (job.Right is not { } right || files.Current is not { Material: not null } now)
        {
            return null;
        }

        if (!IPAddress.TryParse(job.RequestedBy.Address, out var address) || !now.Allowed.Allows(address))
        {
            return $"the address {job.RequestedBy.Address}, which asked for the job, is no longer in the allow-list";
        }

        var (client, refusal) = tls.Current.Clients.Recheck(right.Certificates, address);
        if (client is null)
        {
            return $"the certificate that asked for the job is no longer accepted: {refusal}";
        }

        // A role of another version of the agent is taken for the highest one.
        var needed = AccessRoles.Parse(right.Role) ?? AccessRole.Admin;
        var role = RoleDecision.Of(now.Settings.Access, Auditing.NamesOf(client));
        return role < needed
            ? $"the certificate that asked for the job has lost the role for it: it needs {AccessRoles.WireName(needed)}, "
                + $"the certificate has {AccessRoles.WireName(role)}"
            : null;
    }
}
