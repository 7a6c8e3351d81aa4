using System.Net;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;

namespace LinuxPatchApi.Enrolment;

/// <summary>Gathers what this host reports of itself.</summary>
internal static class EnrolmentStart
{
    private const int MachineIdBytes = 256;

    /// <summary>The directory of an enrolment's own files.</summary>
    public static EnrolmentDirectory Directory(Settings settings) => new(Path.Combine(
        Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(settings.Jobs.StoragePath))!, "enrolment"));

    /// <summary>
    /// The manager that a host without certificates asks for them: the configuration's, else that of an enrolment that the verb has begun.
    /// In words; null when there is nobody to ask.
    /// </summary>
    public static string? Asked(Settings settings)
    {
        if (settings.Enrollment.ManagerUrl is { } manager)
        {
            return manager.ToString();
        }
        var disk = Directory(settings);
        var (record, damage) = disk.Read();
        // One that has failed counts too: the agent says why, until somebody abandons it. So does a damaged one, which may hold a token.
        return record is { Stage: not EnrolmentStage.Ready } ? record.Manager.ToString()
            : damage is not null && File.Exists(disk.RecordFile) ? "the manager"
            : null;
    }

    /// <summary>
    /// Completes an enrolment whose certificates are in force, as after a death between the two: its answer holds the private key a second
    /// time.
    /// </summary>
    /// <returns>Null, or what is left.</returns>
    public static string? Finish(Settings settings)
    {
        var disk = Directory(settings);
        if (disk.Read().Record is not { IsOver: false })
        {
            return null;
        }
        var (held, problem) = disk.Take();
        using (held)
        {
            if (held is null || disk.Read().Record is not { IsOver: false } record)
            {
                return problem?.ToString();
            }
            return (disk.DropAnswer() ?? disk.Write(EnrolmentMachine.AfterFinish(record)))?.ToString();
        }
    }

    /// <summary>Null with a clause for people when the host has no machine id.</summary>
    public static (Applicant? Applicant, string? Problem) Applicant(HostPaths paths)
    {
        var facts = new HostFacts(paths);
        foreach (var path in (string[])[paths.In("etc/machine-id"), paths.In("var/lib/dbus/machine-id")])
        {
            if (BoundedFile.Read(path, MachineIdBytes).Bytes is { } bytes
                && System.Text.Encoding.ASCII.GetString(bytes).Trim() is { Length: 32 } id && id.All(char.IsAsciiHexDigit))
            {
                return (new Applicant(id, facts.Hostname, facts.OsRelease, HostFacts.Architecture), null);
            }
        }
        return (null, $"{paths.In("etc/machine-id")} holds no machine id; make one with systemd-machine-id-setup or dbus-uuidgen --ensure");
    }

    /// <summary>The address and name to report: as configured, else as found. Null with a clause when there is no address.</summary>
    public static async Task<(string? Fqdn, string? Address, string? Problem)> IdentityAsync(
        EnrollmentSettings settings, Uri manager, HostPaths paths, string hostname, CancellationToken cancellationToken)
    {
        IPAddress? address;
        if (settings.ReportAddress is { } given)
        {
            address = given;
        }
        else if (settings.ReportInterface is { } name)
        {
            var local = HostAddresses.Read(hostname, paths.In("proc/net/fib_trie"), paths.In("proc/net/if_inet6")).Addresses;
            address = ReportedAddress.OfInterface(name, Lines(paths.In("proc/net/route")), local, Lines(paths.In("proc/net/if_inet6")));
            if (address is null)
            {
                return (null, null, $"enrollment.report_interface: no address of {name} was found; set enrollment.report_ip");
            }
        }
        else
        {
            address = await ReportedAddress.TowardsAsync(manager, cancellationToken);
        }
        var fqdn = settings.ReportFqdn ?? await ReportedAddress.FqdnAsync(hostname, cancellationToken);
        return address is null
            ? (null, null, $"{manager.Host} has no address here, or there is no route to it: check the name in the URL, DNS "
                + "and the network; where another address is to be reported, set enrollment.report_ip")
            : (fqdn, address.ToString(), null);
    }

    private static string[] Lines(string path)
    {
        try
        {
            return RegularFile.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
