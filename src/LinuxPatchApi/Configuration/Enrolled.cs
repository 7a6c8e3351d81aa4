using System.Text;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;

namespace LinuxPatchApi.Configuration;

/// <summary>
/// The files that an enrolment has brought. They lie in the state directory, because the unit's sandbox forbids the agent to write below
/// /etc. The operator's own certificates win: these count only while neither tls.ca_cert nor tls.server_cert exists.
/// </summary>
internal static class Enrolled
{
    public const string Authorities = "ca.pem";
    public const string Server = "server.pem";
    public const string Key = "server.key.pem";
    public const string Crl = "crl.pem";

    /// <summary>Entries of an allow-list beside whitelist.yaml.</summary>
    public const string Allowed = "allowed.yaml";

    /// <summary>The manager's URL and how it is verified, a line each.</summary>
    public const string Manager = "manager";

    private const int ManagerBytes = 16 * 1024;

    /// <summary>The file that names the directory of the last enrolment.</summary>
    public static string Pointer(Settings settings) => Path.Combine(
        Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(settings.Jobs.StoragePath))!, "enrolled");

    /// <summary>The TLS settings with the files of a directory.</summary>
    public static TlsSettings At(TlsSettings settings, string directory) => settings with
    {
        CaCertificatePath = Path.Combine(directory, Authorities),
        ServerCertificatePath = Path.Combine(directory, Server),
        ServerKeyPaths = [Path.Combine(directory, Key)],
        CrlPath = Path.Combine(directory, Crl),
        Enrolled = directory,
        Configured = settings.Configured ?? settings,
    };

    /// <summary>True when an enrolment has installed its certificates.</summary>
    public static bool IsInstalled(Settings settings) =>
        AtomicDirectory.Current(Pointer(settings)) is { } directory && File.Exists(Path.Combine(directory, Server));

    /// <summary>What is in force of the configuration when the host is enrolled.</summary>
    public static Settings Apply(Settings settings)
    {
        if (AtomicDirectory.Current(Pointer(settings)) is not { } directory || !Directory.Exists(directory)
            || File.Exists(settings.Tls.CaCertificatePath) || File.Exists(settings.Tls.ServerCertificatePath))
        {
            return settings;
        }
        var (manager, trust) = ReadManager(Path.Combine(directory, Manager));
        return settings with
        {
            Tls = At(settings.Tls, directory),
            Whitelist = settings.Whitelist with { EnrolledPath = Path.Combine(directory, Allowed) },
            Enrollment = settings.Enrollment with
            {
                ManagerUrl = settings.Enrollment.ManagerUrl ?? manager,
                ManagerTrust = settings.Enrollment.ManagerTrust ?? trust,
            },
        };
    }

    /// <summary>An empty line is no trust: an import on a host that was never enrolled knows none.</summary>
    private static (Uri? Manager, string? Trust) ReadManager(string path)
    {
        var lines = BoundedFile.Read(path, ManagerBytes).Bytes is { } bytes ? Encoding.UTF8.GetString(bytes).Split('\n') : [];
        return lines.Length > 1 && Uri.TryCreate(lines[0], UriKind.Absolute, out var manager)
            ? (manager, lines[1].Length > 0 ? lines[1] : null)
            : (null, null);
    }
}
